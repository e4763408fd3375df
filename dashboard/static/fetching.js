/* What the map has fetched, kept at hand: one request for each URL, however often it is asked. */
window.guatuFetching = (() => {
  "use strict";
  const KEPT = 96; // packs and values
  const requests = new Map(); // URL → promise, oldest first

  /* The JSON under names of one after another, and then a query, if any. */
  function fetched(...names) {
    const query = typeof names.at(-1) === "object" ? `?${new URLSearchParams(names.pop())}` : "";
    const url = `/${names.map(encodeURIComponent).join("/")}.json${query}`;
    const kept = requests.get(url);
    if (kept) return kept;
    const request = fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} ${url}`);
      return answer.json();
    });
    request.catch(() => requests.delete(url)); // so that the next move tries again
    requests.set(url, request);
    if (requests.size > KEPT) requests.delete(requests.keys().next().value);
    return request;
  }

  return { fetched, forget: () => requests.clear() };
})();
