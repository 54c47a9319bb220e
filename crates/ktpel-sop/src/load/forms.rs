//! Reads the forms. A field is defined once; another form that asks for it names the defining form in `from`.

use std::collections::BTreeMap;

use toml::Table;

use super::Origins;
use super::error::Fault;
use super::reader::{Block, Sink};
use crate::form::{Codes, Field, FieldKind, FieldOption, Form, Validator};

/// A field as written: a definition, or the use of another form's field.
enum Written {
    Defined(Field),
    Used { id: String, from: String, required: Option<bool> },
}

struct RawForm {
    form: Form,
    file: String,
    written: Vec<Written>,
}

pub(super) fn read_all<'f>(
    sink: &Sink,
    files: impl Iterator<Item = &'f (&'f str, Table)>,
    origins: &mut Origins,
) -> BTreeMap<String, Form> {
    let raw: Vec<_> = files.filter_map(|(name, table)| read(&Block::root(sink, name, table))).collect();
    let mut forms = BTreeMap::new();
    for form in &raw {
        let resolved = resolve(sink, form, &raw);
        origins.forms.insert(resolved.id.clone(), form.file.clone());
        if forms.insert(resolved.id.clone(), resolved).is_some() {
            sink.report(&form.file, "form", "id", Fault::Duplicate(form.form.id.clone()));
        }
    }
    forms
}

fn read(file: &Block<'_>) -> Option<RawForm> {
    let written = file.blocks("field").iter().filter_map(written).collect();
    let head = file.block("form")?;
    let (id, label) = (head.text("id"), head.text("label"));
    let (label_en, basis) = (head.text("label_en"), head.text("basis"));
    let form = Form { id: id?, label: label?, label_en: label_en?, basis: basis?, fields: Vec::new() };
    Some(RawForm { form, file: file.file().to_owned(), written })
}

fn written(block: &Block<'_>) -> Option<Written> {
    if !block.has("from") {
        return field(block).map(Written::Defined);
    }
    let (id, from, required) = (block.text("id"), block.text("from"), block.find_flag("required"));
    Some(Written::Used { id: id?, from: from?, required })
}

fn field(block: &Block<'_>) -> Option<Field> {
    let (id, label, label_en) = (block.text("id"), block.text("label"), block.text("label_en"));
    let kind = block.one_of("kind", &FieldKind::ALL.map(|kind| (kind.id(), kind)));
    let codes = codes(block, kind);
    let (required, printed, searchable) =
        (block.flag_or_false("required"), block.flag_or_false("printed"), block.flag_or_false("searchable"));
    let validators = validators(block);
    let (siak_column, help, help_en) = (block.find_text("siak_column"), block.find_text("help"), block.find_text("help_en"));
    Some(Field {
        id: id?,
        label: label?,
        label_en: label_en?,
        kind: kind?,
        required,
        codes: codes?,
        validators,
        siak_column,
        printed,
        searchable,
        help,
        help_en,
        from: None,
    })
}

fn codes(block: &Block<'_>, kind: Option<FieldKind>) -> Option<Codes> {
    let (list, scheme) = (block.find_text("code_list"), block.find_text("scheme"));
    let options: Option<Vec<_>> = block.blocks("options").iter().map(option).collect();
    let options = options?;
    match (kind?, list, scheme, options.is_empty()) {
        (FieldKind::Code, Some(list), Some(scheme), true) if list == "layanan" && scheme == "sop" => Some(Codes::Layanan),
        (FieldKind::Code, Some(list), Some(scheme), true) => Some(Codes::List { list, scheme }),
        (FieldKind::Code, Some(_), None, true) => missing(block, "scheme"),
        (FieldKind::Code, None, None, false) => Some(Codes::Options(options)),
        (FieldKind::Code, None, _, true) => missing(block, "code_list"),
        (FieldKind::Code, ..) => contradicts(block, "options"),
        (_, None, None, true) => Some(Codes::None),
        _ => contradicts(block, "kind"),
    }
}

fn missing(block: &Block<'_>, key: &str) -> Option<Codes> {
    block.report(key, Fault::Missing);
    None
}

fn contradicts(block: &Block<'_>, what: &'static str) -> Option<Codes> {
    block.report("code_list", Fault::Contradicts(what));
    None
}

fn option(block: &Block<'_>) -> Option<FieldOption> {
    let (value, label, label_en) = (block.text("value"), block.text("label"), block.text("label_en"));
    Some(FieldOption { value: value?, label: label?, label_en: label_en? })
}

fn validators(block: &Block<'_>) -> Vec<Validator> {
    let find = |name: String| {
        let found = Validator::ALL.into_iter().find(|validator| validator.id() == name);
        if found.is_none() {
            let known = Validator::ALL.map(Validator::id).join(", ");
            block.report("validators", Fault::NotOneOf(name, known));
        }
        found
    };
    block.find_texts("validators").unwrap_or_default().into_iter().filter_map(find).collect()
}

fn resolve(sink: &Sink, raw: &RawForm, all: &[RawForm]) -> Form {
    let fields = raw.written.iter().filter_map(|written| match written {
        Written::Defined(field) => Some(field.clone()),
        Written::Used { id, from, required } => {
            let field = find_definition(sink, raw, all, id, from)?.clone();
            Some(Field { required: required.unwrap_or(field.required), from: Some(from.clone()), ..field })
        }
    });
    Form { fields: fields.collect(), ..raw.form.clone() }
}

fn find_definition<'a>(sink: &Sink, raw: &RawForm, all: &'a [RawForm], id: &str, from: &str) -> Option<&'a Field> {
    let report = |fault| sink.report(&raw.file, &format!("field {id}"), "from", fault);
    let Some(form) = all.iter().find(|form| form.form.id == from) else {
        report(Fault::UnknownForm(from.to_owned()));
        return None;
    };
    let found = form.written.iter().find_map(|written| match written {
        Written::Defined(field) => (field.id == id).then_some(field),
        Written::Used { .. } => None,
    });
    if found.is_none() {
        report(Fault::UnknownField(id.to_owned()));
    }
    found
}
