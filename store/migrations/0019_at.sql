-- Stations by where they are: the nearest that works is looked for within an area. When a station was last heard is not
-- in it, because that is written all the time.
create index station_located on station (latitude, longitude) where latitude is not null;
