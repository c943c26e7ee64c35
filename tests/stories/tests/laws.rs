//! The laws, each for every operation there is of each service: a new one earns them by existing.

mod laws {
    pub mod access;
    pub mod exact;
    pub mod input;
    pub mod missing;
    pub mod paging;
    pub mod repeat;
    pub mod scene;
    pub mod tagging;
}

use haneul_stories::{Failures, fixtures, house};
use haneul_testkit::laws::Fixture;
use laws::*;
use libtest_mimic::{Arguments, Trial};
use std::pin::Pin;

/// Looks at every operation of a service.
type Law = fn(Fixture, Failures) -> Pin<Box<dyn Future<Output = Result<Failures, String>>>>;

const LAWS: &[(&str, Law)] = &[
    ("a user without policies is refused", |f, l| {
        Box::pin(access::user(f, l))
    }),
    ("exactly what is asked for lets a call in", |f, l| {
        Box::pin(exact::grants(f, l))
    }),
    ("nobody is refused", |f, l| Box::pin(access::nobody(f, l))),
    ("wrong input gets the service's error", |f, l| {
        Box::pin(input::wrong(f, l))
    }),
    ("hostile input breaks nothing", |f, l| {
        Box::pin(input::hostile(f, l))
    }),
    ("pages of one equal the whole", |f, l| {
        Box::pin(paging::pages(f, l))
    }),
    ("tags come back and go", |f, l| {
        Box::pin(tagging::round_trip(f, l))
    }),
    ("what is missing says so", |f, l| {
        Box::pin(missing::says_so(f, l))
    }),
    ("a repeated token repeats the answer", |f, l| {
        Box::pin(repeat::token(f, l))
    }),
];

fn main() {
    let mut trials = Vec::new();
    for fixture in fixtures::ALL {
        for (name, law) in LAWS {
            trials.push(Trial::test(
                format!("{} {name}", fixture.service),
                move || {
                    let failures = Failures::of(name, fixture.service);
                    house::run(law(*fixture, failures))?.judge()?;
                    Ok(())
                },
            ));
        }
    }
    trials.push(Trial::test("every service has a fixture", || {
        let known = |id: &str| fixtures::ALL.iter().any(|f| f.service == id);
        let without: Vec<_> = house::services()
            .iter()
            .map(|s| s.model())
            .filter(|id| !known(id))
            .collect();
        if without.is_empty() {
            Ok(())
        } else {
            Err(without.join(", ").into())
        }
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
