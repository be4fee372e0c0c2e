//! The inputs that the fuzz targets have found worth keeping, once more.

use std::path::Path;

use crate::harness::read_folder;

#[expect(unreachable_pub, reason = "it is the library of the crate of fuzz targets")]
#[path = "../../fuzz/src/lib.rs"]
mod targets;

type Target = fn(&[u8]);

#[test]
fn what_fuzzing_has_found_breaks_nothing() {
    let targets: [(&str, Target); 5] = [
        ("reader", targets::reader),
        ("amounts", targets::amounts),
        ("dates", targets::dates),
        ("iif", targets::iif),
        ("workbook", targets::workbook),
    ];
    for (name, target) in targets {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let corpus = read_folder(&folder).unwrap_or_default();
        assert!(!corpus.is_empty(), "{} is empty", folder.display());
        for bytes in corpus.values() {
            target(bytes);
        }
    }
}
