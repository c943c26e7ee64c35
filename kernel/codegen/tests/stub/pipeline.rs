//! As much of haneul-pipeline as the generated list of operations needs.

pub struct Registered {
    pub name: &'static str,
    pub handler: &'static str,
}

pub fn state<I, O>(_: fn(I) -> O) -> &'static str {
    "state"
}

pub fn edge<I, O, R: Future<Output = O>>(_: fn(I) -> R) -> &'static str {
    "edge"
}
