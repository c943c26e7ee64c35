//! What placeholders and names come to while an expression is read, and what is wrong with them.
//! AWS reads to the end before it complains of anything but the grammar, and then in an order of its
//! own, so complaints are kept: the first of each sort, and of those the first sort.

use crate::{Error, Path, Placeholders, Value, Which, is_reserved};

/// Most names and indexes of a path.
const DEEPEST: usize = 32;

/// Sorts of complaints, in the order in which AWS makes them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fault {
    Parentheses,
    UnknownFunction,
    MisusedFunction,
    Reserved,
    Section,
    Depth,
    Index,
    Undefined,
    Operators,
    Overlap,
    Conflict,
    Operand,
    Distinct,
}

pub(crate) struct Reader<'r, 'p> {
    which: Which,
    placeholders: &'r mut Placeholders<'p>,
    fault: Option<(Fault, Error)>,
}

impl<'r, 'p> Reader<'r, 'p> {
    pub fn new(which: Which, placeholders: &'r mut Placeholders<'p>) -> Self {
        Reader {
            which,
            placeholders,
            fault: None,
        }
    }

    /// What is complained of, if anything is.
    pub fn finish(self) -> Result<(), Error> {
        match self.fault {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }

    pub fn complain(&mut self, fault: Fault, what: impl FnOnce() -> String) {
        // Operands of key conditions are looked at while they are read.
        let fault = match (self.which, fault) {
            (Which::KeyConditionExpression, Fault::Operand) => Fault::Undefined,
            _ => fault,
        };
        if self.fault.as_ref().is_none_or(|(found, _)| fault < *found) {
            self.fault = Some((fault, self.which.invalid(what())));
        }
    }

    pub fn count_operators(&mut self, count: usize, most: usize) {
        if count > most {
            self.complain(Fault::Operators, || {
                format!("The expression contains too many operators; operator count: {count}")
            });
        }
    }

    /// Reads no further: what is complained of, which there is.
    pub fn stop<T>(&mut self) -> Result<T, Error> {
        let unread = || self.which.invalid("The expression cannot be read;");
        Err(self.fault.take().map_or_else(unread, |(_, error)| error))
    }

    pub fn word(&mut self, word: &str) -> String {
        if is_reserved(word) {
            self.complain(Fault::Reserved, || {
                format!("Attribute name is a reserved keyword; reserved keyword: {word}")
            });
        }
        word.to_owned()
    }

    pub fn name(&mut self, placeholder: &str) -> String {
        if let Some(name) = self.placeholders.name(placeholder) {
            return name.to_owned();
        }
        self.complain(Fault::Undefined, || {
            format!(
                "An expression attribute name used in the document path is not defined; \
                 attribute name: {placeholder}"
            )
        });
        placeholder.to_owned()
    }

    pub fn value(&mut self, placeholder: &str) -> Value {
        if let Some(value) = self.placeholders.value(placeholder) {
            return value.clone();
        }
        self.complain(Fault::Undefined, || {
            format!(
                "An expression attribute value used in expression is not defined; \
                 attribute value: {placeholder}"
            )
        });
        Value::Null
    }

    pub fn check_depth(&mut self, path: &Path) {
        if path.depth() > DEEPEST {
            self.complain(Fault::Depth, || {
                "The document path has too many nesting elements; nesting levels: ".to_owned()
                    + &path.depth().to_string()
            });
        }
    }

    pub fn index_too_large(&mut self, digits: &str) {
        self.complain(Fault::Index, || {
            format!("List index is not within the allowable range; index: [{digits}]")
        });
    }
}
