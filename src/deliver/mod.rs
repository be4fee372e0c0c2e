//! The world: puts the finished files of a pack where they belong.

mod folder;

pub use folder::{DeliverError, replace_pack};
