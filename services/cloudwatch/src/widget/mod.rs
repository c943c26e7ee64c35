//! Graphs as images.
