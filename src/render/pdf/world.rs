//! What Typst sees of the world: templates, the theme's `print.typ`, fonts, and the files of one pack. All of it lies
//! in memory; packages, the disk and the clock do not exist.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::diagnostics::DiagnosticWorld;

use super::letters::Letters;
use super::widths::Faces;
use super::{Form, PdfError};

/// The templates that are compiled in, by their names for `#import`.
const TEMPLATES: [(&str, &str); 9] = [
    (PACK, include_str!("../../../templates/pdf/pack.typ")),
    (FLASH, include_str!("../../../templates/pdf/flash.typ")),
    ("front.typ", include_str!("../../../templates/pdf/front.typ")),
    ("frame.typ", include_str!("../../../templates/pdf/frame.typ")),
    ("block.typ", include_str!("../../../templates/pdf/block.typ")),
    ("table.typ", include_str!("../../../templates/pdf/table.typ")),
    ("mark.typ", include_str!("../../../templates/pdf/mark.typ")),
    ("commentary.typ", include_str!("../../../templates/pdf/commentary.typ")),
    ("print.typ", include_str!("../../../themes/ledger/print.typ")),
];

/// The template that compiling a pack begins with.
const PACK: &str = "pack.typ";
/// The template that compiling a flash begins with.
const FLASH: &str = "flash.typ";

/// The fonts that are compiled in: sans regular, sans semibold, serif semibold.
const FONTS: [(&str, &[u8]); 3] = [
    ("LedgerpressSans-Regular.ttf", include_bytes!("../../../themes/ledger/fonts/paper/LedgerpressSans-Regular.ttf")),
    ("LedgerpressSans-Semibold.ttf", include_bytes!("../../../themes/ledger/fonts/paper/LedgerpressSans-Semibold.ttf")),
    (
        "LedgerpressSerif-Semibold.ttf",
        include_bytes!("../../../themes/ledger/fonts/paper/LedgerpressSerif-Semibold.ttf"),
    ),
];

/// Everything that packs have in common: the compiler's library, templates, fonts and what the fonts can set.
pub struct Engine {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    pack: FileId,
    flash: FileId,
    sources: BTreeMap<String, Source>,
    pub(super) letters: Letters,
    pub(super) faces: Faces,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("fonts", &self.fonts.len())
            .field("templates", &self.sources.len())
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// The engine with the templates and fonts that are compiled in.
    ///
    /// # Errors
    /// Never, as the tests show; the type is that of [`Engine::new`].
    pub fn built_in() -> Result<&'static Self, PdfError> {
        static BUILT_IN: OnceLock<Engine> = OnceLock::new();
        if let Some(engine) = BUILT_IN.get() {
            return Ok(engine);
        }
        let engine = Self::new(&BTreeMap::new(), &[])?;
        Ok(BUILT_IN.get_or_init(|| engine))
    }

    /// An engine whose templates are the built-in ones except for those in `templates`, by name (`block.typ`,
    /// `print.typ` …), and whose fonts are `fonts`, each a name and the file's bytes in the order regular sans,
    /// semibold sans, others. No fonts: the built-in ones.
    ///
    /// # Errors
    /// Where a file is no font, or a template's name leads out of the templates' folder.
    pub fn new(templates: &BTreeMap<String, String>, fonts: &[(String, Vec<u8>)]) -> Result<Self, PdfError> {
        let files: Vec<(&str, Bytes)> = if fonts.is_empty() {
            FONTS.iter().map(|(name, bytes)| (*name, Bytes::new(*bytes))).collect()
        } else {
            fonts.iter().map(|(name, bytes)| (name.as_str(), Bytes::new(bytes.clone()))).collect()
        };
        let fonts = files.iter().map(|(name, bytes)| font(name, bytes)).collect::<Result<Vec<_>, _>>()?;
        let faces = match files.as_slice() {
            [(_, regular), (_, semibold), ..] => Faces::new(regular, semibold),
            [(_, only)] => Faces::new(only, only),
            [] => None,
        };
        let faces = faces.ok_or_else(|| PdfError::Font("of the text face".to_owned()))?;
        let mut sources = BTreeMap::new();
        let own = templates.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        for (name, text) in TEMPLATES.into_iter().chain(own) {
            let id = file_id(name)?;
            sources.insert(id.get().vpath().get_without_slash().to_owned(), Source::new(id, text.to_owned()));
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            pack: file_id(PACK)?,
            flash: file_id(FLASH)?,
            fonts,
            sources,
            letters: Letters::of(&faces),
            faces,
        })
    }
}

/// The first face in a font file.
fn font(name: &str, bytes: &Bytes) -> Result<Font, PdfError> {
    Font::new(bytes.clone(), 0).ok_or_else(|| PdfError::Font(name.to_owned()))
}

/// The compiler's number for a path. Numbers are never given back, so paths must be few and fixed, not one a report.
fn file_id(path: &str) -> Result<FileId, PdfError> {
    let path = VirtualPath::new(path).map_err(|_| PdfError::TemplateName(path.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The files of one pack before the engine: `pack.json`, `palette.json`, drawings, attachments.
pub(super) struct PackWorld<'a> {
    engine: &'a Engine,
    main: FileId,
    files: BTreeMap<String, Bytes>,
}

impl<'a> PackWorld<'a> {
    pub(super) fn new(engine: &'a Engine, form: Form, files: BTreeMap<String, Vec<u8>>) -> Self {
        let main = match form {
            Form::Pack => engine.pack,
            Form::OnePage => engine.flash,
        };
        Self { engine, main, files: files.into_iter().map(|(path, bytes)| (path, Bytes::new(bytes))).collect() }
    }
}

impl World for PackWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.engine.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.engine.sources.get(path_of(id)?).cloned().ok_or_else(|| unknown(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(path_of(id)?).cloned().ok_or_else(|| unknown(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.engine.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl DiagnosticWorld for PackWorld<'_> {
    fn name(&self, id: FileId) -> String {
        id.get().vpath().get_without_slash().to_owned()
    }
}

/// The path of a file of the project; there are no packages.
fn path_of(id: FileId) -> FileResult<&'static str> {
    let path = id.get();
    match path.root() {
        VirtualRoot::Project => Ok(path.vpath().get_without_slash()),
        VirtualRoot::Package(_) => Err(unknown(id)),
    }
}

fn unknown(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
