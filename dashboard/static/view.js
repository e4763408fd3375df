/* Where the map looks: at all there is, or where its reader has gone, as the page's address tells. */
window.guatuView = (() => {
  "use strict";
  let map;
  let config;
  let isMoved = false; // the reader looks at something else than where the map starts

  function mount(leafletMap) {
    map = leafletMap;
    for (const kind of ["wheel", "pointerdown", "keydown"]) {
      map.getContainer().addEventListener(kind, () => (isMoved = true), { capture: true });
    }
  }

  function show(next) {
    const isElsewhere = config?.viewKey !== next.viewKey;
    const linked = config ? null : next.view; // a link leads to a view once, and not ever after
    config = next;
    if (linked) sessionStorage.setItem(viewName(), JSON.stringify(viewOf(linked)));
    if (isElsewhere) place();
    else remember(); // the server has written the address anew
  }

  function resized() {
    if (!map.guatuPlaced) place();
    else if (!isMoved) goHome();
  }

  const viewName = () => `guatu:view:${config.viewKey}`;

  const viewOf = ([lat, lon, zoom]) => ({ center: [lat, lon], zoom });

  function place() {
    if (!map.getSize().x || !map.getSize().y) return; // hidden: the first resize calls again
    map.guatuPlaced = true;
    const kept = JSON.parse(sessionStorage.getItem(viewName()) || "null");
    isMoved = Boolean(kept);
    if (kept) map.setView(kept.center, kept.zoom, { animate: false });
    else goHome();
    remember();
  }

  function goHome() {
    isMoved = false;
    const [west, south, east, north] = config.bounds;
    const aside = map.getSize().x > 640 ? 220 : 12; // beside the legend, where there is room
    map.fitBounds([[south, west], [north, east]], {
      animate: false,
      paddingTopLeft: [aside, 12],
      paddingBottomRight: [12, 12],
    });
  }

  function remember() {
    if (!map.guatuPlaced || !map.getSize().x) return;
    const { lat, lng } = map.getCenter();
    if (isMoved) sessionStorage.setItem(viewName(), JSON.stringify(viewOf([lat, lng, map.getZoom()])));
    else sessionStorage.removeItem(viewName());
    pin(isMoved ? [lat.toFixed(5), lng.toFixed(5), map.getZoom()].join(",") : null);
  }

  /* The page's own address tells what is looked at; no rerun, and nothing for "back" to undo. */
  function pin(view) {
    const { history, location } = window.parent;
    const url = new URL(location.href);
    if (view === url.searchParams.get("view")) return;
    if (view) url.searchParams.set("view", view);
    else url.searchParams.delete("view");
    history.replaceState(history.state, "", url.href.replaceAll("%2C", ","));
  }

  return { mount, show, resized, goHome, remember };
})();
