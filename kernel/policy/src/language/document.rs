use super::rules::Rules;
use super::statement_parser::StatementParser;
use super::{Complaint, Json, PolicyError, PolicyKind, Statement};

#[derive(Debug)]
pub(crate) struct Document {
    pub id: Option<Box<str>>,
    pub current: bool,
    pub statements: Vec<Statement>,
}

pub(crate) fn parse(text: &str, kind: PolicyKind) -> Result<Document, PolicyError> {
    let rules = Rules::of(kind);
    if rules.iam && text.starts_with(|c: char| c.is_ascii_whitespace()) {
        return Err(Complaint::LeadingSpace.about(kind));
    }
    let json = serde_json::from_str(text).map_err(|_| Complaint::InvalidJson.about(kind))?;
    let Json::Object(fields) = json else {
        return Err(Complaint::InvalidJson.about(kind));
    };
    read(&fields, kind, rules).map_err(|fault| fault.into_error(kind))
}

/// A fault of the document itself, or one already put into words.
enum Fault<'a> {
    Here(Complaint<'a>),
    Within(PolicyError),
}

impl Fault<'_> {
    fn into_error(self, kind: PolicyKind) -> PolicyError {
        match self {
            Self::Here(complaint) => complaint.about(kind),
            Self::Within(error) => error,
        }
    }
}

fn read(fields: &[(String, Json)], kind: PolicyKind, rules: Rules) -> Result<Document, Fault<'_>> {
    let (mut id, mut version, mut statement) = (None, None, None);
    for (name, value) in fields {
        match name.as_str() {
            "Id" => id = Some(value.text().ok_or(Fault::Here(Complaint::Syntax))?.into()),
            "Version" => version = Some(value),
            "Statement" => statement = Some(value),
            other => return Err(Fault::Here(Complaint::UnknownField(other))),
        }
    }
    let current = is_current(version).map_err(Fault::Here)?;
    if rules.current_version && !current {
        return Err(Fault::Here(Complaint::OldVersion));
    }
    let statement = statement.ok_or(Fault::Here(Complaint::MissingField("Statement")))?;
    let parser = StatementParser {
        kind,
        rules,
        variables: current,
    };
    let statements = read_statements(statement, &parser)?;
    if rules.iam && repeats_sid(&statements) {
        return Err(Fault::Here(Complaint::RepeatedSid));
    }
    Ok(Document {
        id,
        current,
        statements,
    })
}

fn is_current(version: Option<&Json>) -> Result<bool, Complaint<'static>> {
    match version.map(|json| json.text()) {
        None | Some(Some("2008-10-17")) => Ok(false),
        Some(Some("2012-10-17")) => Ok(true),
        Some(_) => Err(Complaint::UnknownVersion),
    }
}

fn read_statements<'a>(
    json: &'a Json,
    parser: &StatementParser,
) -> Result<Vec<Statement>, Fault<'a>> {
    let items = match json {
        Json::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    if items.is_empty() {
        return Err(Fault::Here(Complaint::EmptyStatement));
    }
    items
        .iter()
        .map(|item| parser.parse(item).map_err(Fault::Within))
        .collect()
}

fn repeats_sid(statements: &[Statement]) -> bool {
    let mut sids: Vec<&str> = statements.iter().filter_map(Statement::sid).collect();
    sids.retain(|sid| !sid.is_empty());
    sids.sort_unstable();
    sids.windows(2).any(|pair| pair[0] == pair[1])
}
