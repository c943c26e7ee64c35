//! The protocol tests of AWS's own clients and of Smithy, from the server's side.

mod ast;
mod botocore;
mod cbor;
mod excluded;
mod load;
mod malformed;
mod params;
mod request;
mod response;
mod smithy;
mod xml;

use base64::Engine;
use excluded::EXCLUDED;
use haneul_model::Protocol;
use std::collections::BTreeSet;

pub fn base64(text: &str) -> Vec<u8> {
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(text).unwrap()
}

/// What became of the cases of one kind.
#[derive(Default)]
pub struct Tally {
    passed: usize,
    failed: Vec<(String, String)>,
}

impl Tally {
    pub fn note(&mut self, name: String, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.failed.push((name, reason)),
        }
    }

    /// Exactly the excluded cases of this kind fail.
    pub fn settle(self, kind: &str) {
        let of_kind = |name: &&str| name.starts_with(kind);
        let names = EXCLUDED.iter().flat_map(|(_, names)| names.iter().copied());
        let excluded: BTreeSet<&str> = names.filter(of_kind).collect();
        let failed: BTreeSet<&str> = self.failed.iter().map(|(n, _)| n.as_str()).collect();
        println!("{kind}: {} passed, {} excluded", self.passed, failed.len());
        let mut wrong = 0;
        for (name, reason) in &self.failed {
            if !excluded.contains(name.as_str()) {
                println!("FAILED {name}\n   {reason}");
                wrong += 1;
            }
        }
        for name in excluded.difference(&failed) {
            println!("excluded, but there is no such failing case: {name}");
            wrong += 1;
        }
        assert_eq!(wrong, 0, "{kind}: {wrong} cases are not as they should be");
    }
}

/// By botocore's name.
pub fn protocol(name: &str) -> Protocol {
    match name {
        "json-1.0" => Protocol::Json10,
        "json-1.1" => Protocol::Json11,
        "rest-json" => Protocol::RestJson,
        "rest-xml" => Protocol::RestXml,
        "query" => Protocol::Query,
        "ec2" => Protocol::Ec2,
        "smithy-rpc-v2-cbor" => Protocol::Cbor,
        other => panic!("no protocol {other}"),
    }
}
