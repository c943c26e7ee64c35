//! Graphs as images.

mod canvas;
mod definition;
mod font;
mod graph;

include!(concat!(env!("OUT_DIR"), "/widget.rs"));
