-- Nothing of the working tables stays.
DROP TABLE shape_place;
DROP TABLE shape_member;
