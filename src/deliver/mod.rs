//! The world: puts the finished files of a pack where they belong.

mod folder;
mod records;

pub use folder::{DeliverError, FIRM_FOLDER, FLASH_FOLDER, replace_flash, replace_pack};
pub use records::{keep_record, latest_record_before, record_of};
