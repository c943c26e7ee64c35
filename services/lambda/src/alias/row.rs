//! Aliases, as they are kept and shown.

use crate::errors;
use crate::function::row::{self as functions, Function};
use crate::names::{LATEST, Named};
use crate::shapes::{AliasConfiguration, AliasRoutingConfiguration};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By function and name.
pub static ALIASES: Table<(String, String), Alias> = Table::new("lambda_alias");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    pub name: String,
    pub version: u64,
    pub description: String,
    /// Another version, and which part of the calls it gets.
    pub other: Option<(u64, f64)>,
    pub revision: String,
}

impl Stored for Alias {
    const VERSION: u32 = 1;
}

pub fn place(named: &Named) -> (String, String) {
    (
        named.name.clone(),
        named.qualifier.clone().unwrap_or_default(),
    )
}

/// The function's, with this qualifier.
pub fn named(cx: &Cx, function: &str, alias: &str) -> Result<Named, AwsError> {
    let named = Named::whole(cx, function)?;
    Ok(Named {
        qualifier: Some(alias.to_owned()),
        ..named
    })
}

pub fn find(cx: &mut Cx, named: &Named) -> Result<Option<Alias>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(ALIASES.get(cx.tx, scope, &place(named))?)
}

pub fn open(cx: &mut Cx, named: &Named) -> Result<Alias, AwsError> {
    functions::open(
        cx,
        &Named {
            qualifier: None,
            ..named.clone()
        },
    )?;
    find(cx, named)?.ok_or_else(|| errors::no_alias(&named.arn(cx)))
}

pub fn save(cx: &mut Cx, named: &Named, alias: &mut Alias) -> Result<(), AwsError> {
    alias.revision = ids::uuid(cx.random());
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(ALIASES.put(cx.tx, scope, &place(named), alias)?)
}

/// The version that a call of an alias goes to.
pub fn weighted(cx: &mut Cx, alias: &Alias) -> u64 {
    match alias.other {
        Some((other, weight)) => {
            let drawn = cx.random().below(1_000_000) as f64 / 1_000_000.0;
            if drawn < weight { other } else { alias.version }
        }
        None => alias.version,
    }
}

/// Names of aliases that lead to a version.
pub fn of_version(cx: &mut Cx, named: &Named, number: u64) -> Result<Vec<String>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    let span = Span::prefix(&named.name);
    let all = ALIASES.scan(cx.tx, scope, span, usize::MAX, false)?;
    let leads = |alias: &Alias| {
        alias.version == number || alias.other.is_some_and(|(other, _)| other == number)
    };
    let all = all.into_iter().map(|(_, alias)| alias);
    Ok(all.filter(leads).map(|alias| alias.name).collect())
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for key in ALIASES.keys(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        ALIASES.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}

/// A version that is there, as requests say it.
pub fn number(
    cx: &mut Cx,
    named: &Named,
    function: &Function,
    said: &str,
) -> Result<u64, AwsError> {
    let to = Named {
        qualifier: Some(said.to_owned()),
        ..named.clone()
    };
    if said == LATEST {
        return Ok(0);
    }
    let number = said.parse().unwrap_or(u64::MAX);
    match functions::numbered(cx, named, function, number)? {
        Some(_) => Ok(number),
        None => Err(errors::no_function(&to.arn(cx))),
    }
}

/// Reads which other version gets a part of the calls.
pub fn other(
    cx: &mut Cx,
    named: &Named,
    function: &Function,
    version: u64,
    said: AliasRoutingConfiguration,
) -> Result<Option<(u64, f64)>, AwsError> {
    let weights = said.additional_version_weights.unwrap_or_default();
    let Some((said, weight)) = weights.first() else {
        return Ok(None);
    };
    if weights.len() > 1 {
        return Err(errors::invalid(
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ));
    }
    if version == 0 || said == LATEST {
        return Err(errors::invalid(
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ));
    }
    let other = number(cx, named, function, said)?;
    if other == version {
        return Err(errors::invalid(format!(
            "Invalid function version {said}. Function version {said} is already included in \
             routing configuration."
        )));
    }
    Ok(Some((other, *weight)))
}

pub fn shown(cx: &Cx, named: &Named, alias: Alias) -> AliasConfiguration {
    let number = |number| match number {
        0 => LATEST.to_owned(),
        number => number.to_string(),
    };
    AliasConfiguration {
        alias_arn: Some(
            Named {
                qualifier: Some(alias.name.clone()),
                ..named.clone()
            }
            .arn(cx),
        ),
        name: Some(alias.name),
        function_version: Some(number(alias.version)),
        description: Some(alias.description),
        routing_config: alias
            .other
            .map(|(other, weight)| AliasRoutingConfiguration {
                additional_version_weights: Some(vec![(number(other), weight)]),
            }),
        revision_id: Some(alias.revision),
    }
}
