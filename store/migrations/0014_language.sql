-- The language (BCP 47) in which somebody last signed in, and the one a message was asked for in: messages are written in
-- these. None is the network's own; a version before this one writes none.
alter table customer add column language text;
alter table notification add column language text;
