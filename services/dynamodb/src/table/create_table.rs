//! CreateTable: a name and a key schema suffice.

use crate::address::Address;
use crate::background;
use crate::errors;
use crate::limits::TABLES as MOST_TABLES;
use crate::policy::resource;
use crate::shapes::{CreateTableInput, CreateTableOutput};
use crate::stream::switch;
use crate::table::billing::{Billing, Capacity};
use crate::table::kms;
use crate::table::parse;
use crate::table::row::{self, Change, Class, Found, GLOBAL, Mark, PLACES, TABLES, Table};
use crate::table::show;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_store::Span;
use std::sync::Arc;

pub fn run(cx: &mut Cx, input: CreateTableInput) -> Result<CreateTableOutput, AwsError> {
    refuse_unknown(&input)?;
    let address = address(cx, &input.table_name)?;
    let billing = billing(cx, &input)?;
    let layout = parse::layout(&input, billing.on_demand)?;
    let sealed_by = kms::asked(cx, &address, input.sse_specification.as_ref())?;
    let stream = input
        .stream_specification
        .as_ref()
        .map(switch::asked)
        .transpose()?
        .flatten();
    let tags = rules::of(input.tags.as_deref().unwrap_or_default())?;
    if row::find(cx, &address)?.is_some() {
        return Err(errors::table_exists(&address.name));
    }
    check_quota(cx)?;
    let arn = address.arn(cx);
    let policy = match &input.resource_policy {
        Some(text) => Some(resource::policy(cx, &arn, text)?),
        None => None,
    };
    let mut table = Table {
        id: cx.random().u64(),
        shown_id: ids::uuid(cx.random()),
        name: address.name.clone(),
        created: cx.now().as_microsecond(),
        busy: None,
        attributes: layout.attributes,
        keys: layout.keys,
        next_index: layout.indexes.len() as u32,
        indexes: layout.indexes,
        billing,
        class: Class {
            is_infrequent: input.table_class.as_deref() == Some("STANDARD_INFREQUENT_ACCESS"),
            changed: None,
        },
        is_protected: input.deletion_protection_enabled.unwrap_or_default(),
        policy,
        tags,
        captures: Vec::new(),
        recovery: None,
        readings: Vec::new(),
        log_era: 0,
        stream: None,
        latest_stream: None,
        next_shard: 0,
        ttl: None,
        destinations: Vec::new(),
        sealed_by,
        group: None,
    };
    row::begin(cx, &mut table, Change::Creating);
    let scope = cx.scope();
    TABLES.put(cx.tx, scope, &table.name, &table)?;
    let place = background::place(cx, &address);
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    let mut found = Found {
        address: address.clone(),
        table: Arc::new(table.clone()),
    };
    if let Some(view) = stream {
        switch::on(cx, &found, &mut table, view)?;
        row::put(cx, &found, &table)?;
        found.table = Arc::new(table);
    }
    Ok(CreateTableOutput {
        table_description: Some(show::table(cx, &found)?),
    })
}

fn address(cx: &Cx, name: &str) -> Result<Address, AwsError> {
    if !name.starts_with("arn:") && !(3..=255).contains(&name.len()) {
        return Err(errors::validation(
            "TableName must be at least 3 characters long and at most 255 characters long",
        ));
    }
    let address = Address::of(cx, name)?;
    match address.account == cx.account() {
        true => Ok(address),
        false => Err(errors::arn(name)),
    }
}

fn refuse_unknown(input: &CreateTableInput) -> Result<(), AwsError> {
    let refused = [
        (
            input.global_table_source_arn.is_some()
                || input.global_table_settings_replication_mode.is_some(),
            "global tables of several accounts",
        ),
        (input.vector_indexes.is_some(), "vector indexes"),
    ];
    match refused.iter().find(|(is_asked, _)| *is_asked) {
        Some((_, what)) => Err(AwsError::not_implemented(what)),
        None => Ok(()),
    }
}

fn billing(cx: &Cx, input: &CreateTableInput) -> Result<Billing, AwsError> {
    let on_demand = input.billing_mode.as_deref() == Some("PAY_PER_REQUEST");
    let units = input.provisioned_throughput.as_ref();
    match (on_demand, units) {
        (true, Some(_)) => {
            return Err(errors::invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode \
                 is PAY_PER_REQUEST",
            ));
        }
        (false, None) => {
            return Err(errors::invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode \
                 is PROVISIONED",
            ));
        }
        _ => {}
    }
    if input.on_demand_throughput.is_some() && !on_demand {
        return Err(errors::invalid(
            "OnDemandThroughput can only be specified when BillingMode is PAY_PER_REQUEST",
        ));
    }
    let mut capacity = Capacity::of(units)?;
    capacity.bound(input.on_demand_throughput.as_ref())?;
    capacity.warm(input.warm_throughput.as_ref(), on_demand)?;
    Ok(Billing {
        on_demand,
        was_on_demand: on_demand.then(|| cx.now().as_microsecond()),
        switches: Vec::new(),
        capacity,
    })
}

pub fn check_quota(cx: &mut Cx) -> Result<(), AwsError> {
    let scope = cx.scope();
    let count = TABLES.count(cx.tx, scope, Span::all())?;
    match count >= MOST_TABLES {
        true => Err(errors::limit(format!(
            "Subscriber limit exceeded: There is a limit of {MOST_TABLES} tables per subscriber"
        ))),
        false => Ok(()),
    }
}
