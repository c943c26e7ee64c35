//! What CreateTable and UpdateTable say of keys and indexes, checked as AWS checks it.

use crate::address::check_name;
use crate::errors;
use crate::index::row::{Index, Projection, State};
use crate::limits::{GLOBAL_INDEXES, KEY_ATTRIBUTES, LOCAL_INDEXES, PROJECTED};
use crate::shapes::{
    AttributeDefinition, CreateTableInput, GlobalSecondaryIndex, KeySchemaElement,
    LocalSecondaryIndex, OnDemandThroughput, Projection as GivenProjection, ProvisionedThroughput,
    WarmThroughput,
};
use crate::table::billing::Capacity;
use crate::table::row::{Attribute, Keys, Kind};
use haneul_pipeline::AwsError;
use std::collections::BTreeSet;

/// The attributes, keys and indexes of a new table.
pub struct Layout {
    pub attributes: Vec<Attribute>,
    pub keys: Keys,
    pub indexes: Vec<Index>,
}

pub fn layout(input: &CreateTableInput, on_demand: bool) -> Result<Layout, AwsError> {
    let attributes = attributes(input.attribute_definitions.as_deref().unwrap_or_default())?;
    let schema = input.key_schema.as_deref().unwrap_or_default();
    if schema.is_empty() {
        return Err(errors::validation(
            "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: \
             Member must not be null",
        ));
    }
    let keys = keys(schema, &attributes)?;
    let mut indexes = Vec::new();
    if let Some(locals) = &input.local_secondary_indexes {
        indexes.extend(local_indexes(locals, &attributes, &keys)?);
    }
    if let Some(globals) = &input.global_secondary_indexes {
        indexes.extend(global_indexes(globals, &attributes, on_demand)?);
    }
    check_names(&indexes)?;
    check_projected(&indexes)?;
    check_used(&attributes, &keys, &indexes)?;
    for (at, index) in indexes.iter_mut().enumerate() {
        index.number = at as u32;
    }
    Ok(Layout {
        attributes,
        keys,
        indexes,
    })
}

pub fn attributes(given: &[AttributeDefinition]) -> Result<Vec<Attribute>, AwsError> {
    let mut attributes: Vec<Attribute> = Vec::with_capacity(given.len());
    for one in given {
        if attributes
            .iter()
            .any(|known| known.name == one.attribute_name)
        {
            return Err(errors::invalid(format_args!(
                "Duplicate AttributeName in AttributeDefinitions: {}",
                one.attribute_name
            )));
        }
        attributes.push(Attribute {
            name: one.attribute_name.clone(),
            kind: match one.attribute_type.as_str() {
                "S" => Kind::S,
                "N" => Kind::N,
                _ => Kind::B,
            },
        });
    }
    Ok(attributes)
}

/// A partition key, and a sort key perhaps.
pub fn keys(schema: &[KeySchemaElement], attributes: &[Attribute]) -> Result<Keys, AwsError> {
    if schema.first().is_none_or(|first| first.key_type != "HASH") {
        return Err(no_first_hash());
    }
    if schema.len() > 2 {
        let shown = schema.iter().map(|element| {
            let (name, kind) = (&element.attribute_name, &element.key_type);
            format!("KeySchemaElement(attributeName={name}, keyType={kind})")
        });
        let shown: Vec<String> = shown.collect();
        return Err(errors::validation(format!(
            "1 validation error detected: Value '[{}]' at 'keySchema' failed to satisfy \
             constraint: Member must have length less than or equal to 2",
            shown.join(", ")
        )));
    }
    if schema
        .get(1)
        .is_some_and(|second| second.key_type != "RANGE")
    {
        return Err(errors::validation(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ));
    }
    if schema
        .get(1)
        .is_some_and(|second| second.attribute_name == schema[0].attribute_name)
    {
        return Err(errors::validation(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ));
    }
    let of = |element| defined(element, schema, attributes);
    Ok(Keys::new(
        of(&schema[0])?,
        schema.get(1).map(of).transpose()?,
    ))
}

fn defined(
    element: &KeySchemaElement,
    schema: &[KeySchemaElement],
    attributes: &[Attribute],
) -> Result<Attribute, AwsError> {
    let name = &element.attribute_name;
    let known = attributes.iter().find(|known| known.name == *name);
    known.cloned().ok_or_else(|| undefined(schema, attributes))
}

/// A partition key and perhaps a sort key, each of up to four attributes.
fn global_keys(schema: &[KeySchemaElement], attributes: &[Attribute]) -> Result<Keys, AwsError> {
    let (hashes, ranges): (Vec<_>, Vec<_>) = schema
        .iter()
        .partition(|element| element.key_type == "HASH");
    if hashes.len() <= 1 && ranges.len() <= 1 {
        return keys(schema, attributes);
    }
    check_order(schema, hashes.len())?;
    for (kind, side) in [("HASH", &hashes), ("RANGE", &ranges)] {
        if side.len() > KEY_ATTRIBUTES {
            return Err(errors::validation(format!(
                "Invalid KeySchema: The number of {kind} key attributes exceeds the limit of \
                 {KEY_ATTRIBUTES}"
            )));
        }
    }
    let of = |side: Vec<&KeySchemaElement>| -> Result<Vec<Attribute>, AwsError> {
        side.into_iter()
            .map(|element| defined(element, schema, attributes))
            .collect()
    };
    let (mut hashes, mut ranges) = (of(hashes)?.into_iter(), of(ranges)?.into_iter());
    let hash = hashes.next().ok_or_else(no_first_hash)?;
    Ok(Keys {
        hash,
        range: ranges.next(),
        more_hashes: hashes.collect(),
        more_ranges: ranges.collect(),
    })
}

/// First what the partition key is made of, then the sort key; each attribute once.
fn check_order(schema: &[KeySchemaElement], hashes: usize) -> Result<(), AwsError> {
    if schema.first().is_none_or(|first| first.key_type != "HASH") {
        return Err(no_first_hash());
    }
    let is_late = |element: &KeySchemaElement| element.key_type == "HASH";
    if schema.iter().skip(hashes).any(is_late) {
        return Err(errors::validation(
            "Invalid KeySchema: HASH key attributes must come before all RANGE key attributes",
        ));
    }
    let mut names = BTreeSet::new();
    let twice = schema.iter().find(|e| !names.insert(&e.attribute_name));
    match twice {
        Some(element) => Err(errors::validation(format!(
            "Invalid KeySchema: Some index key attributes are given more than once: {}",
            element.attribute_name
        ))),
        None => Ok(()),
    }
}

fn no_first_hash() -> AwsError {
    errors::validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")
}

fn undefined(schema: &[KeySchemaElement], attributes: &[Attribute]) -> AwsError {
    let keys: Vec<&str> = schema.iter().map(|e| e.attribute_name.as_str()).collect();
    errors::invalid(format_args!(
        "Some index key attributes are not defined in AttributeDefinitions. Keys: [{}], \
         AttributeDefinitions: [{}]",
        keys.join(", "),
        names(attributes)
    ))
}

fn names(attributes: &[Attribute]) -> String {
    let names: Vec<&str> = attributes.iter().map(|a| a.name.as_str()).collect();
    names.join(", ")
}

/// Every attribute that is defined must be a key of the table or of an index.
pub fn check_used(
    attributes: &[Attribute],
    keys: &Keys,
    indexes: &[Index],
) -> Result<(), AwsError> {
    let all = indexes.iter().filter(|index| index.is_kept());
    let all = std::iter::once(keys).chain(all.map(|index| &index.keys));
    let used: BTreeSet<&str> = all
        .flat_map(Keys::all)
        .map(|key| key.name.as_str())
        .collect();
    if attributes.iter().all(|a| used.contains(a.name.as_str())) {
        return Ok(());
    }
    if indexes.is_empty() {
        return Err(errors::invalid(
            "Number of attributes in KeySchema does not exactly match number of attributes defined \
             in AttributeDefinitions",
        ));
    }
    let used: Vec<&str> = used.into_iter().collect();
    Err(errors::invalid(format_args!(
        "Some AttributeDefinitions are not used. AttributeDefinitions: [{}], keys used: [{}]",
        names(attributes),
        used.join(", ")
    )))
}

fn local_indexes(
    given: &[LocalSecondaryIndex],
    attributes: &[Attribute],
    table: &Keys,
) -> Result<Vec<Index>, AwsError> {
    if given.is_empty() {
        return Err(errors::invalid("List of LocalSecondaryIndexes is empty"));
    }
    if table.range.is_none() {
        return Err(errors::invalid(
            "Table KeySchema does not have a range key, which is required when specifying a \
             LocalSecondaryIndex",
        ));
    }
    if given.len() > LOCAL_INDEXES {
        return Err(errors::invalid(format_args!(
            "Number of LocalSecondaryIndexes exceeds per-table limit of {LOCAL_INDEXES}"
        )));
    }
    given
        .iter()
        .map(|one| local_index(one, attributes, table))
        .collect()
}

pub fn local_index(
    given: &LocalSecondaryIndex,
    attributes: &[Attribute],
    table: &Keys,
) -> Result<Index, AwsError> {
    let name = &given.index_name;
    let keys = keys(&given.key_schema, attributes)?;
    if keys.range.is_none() {
        return Err(errors::invalid(format_args!(
            "Index KeySchema does not have a range key for index: {name}"
        )));
    }
    if keys.hash.name != table.hash.name {
        return Err(errors::invalid(format_args!(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: \
             {name}. index hash key: {}, table hash key: {}",
            keys.hash.name, table.hash.name
        )));
    }
    Ok(Index {
        number: 0,
        name: name.clone(),
        keys,
        projection: projection(&given.projection)?,
        is_local: true,
        state: State::Active,
        capacity: Capacity::default(),
    })
}

fn global_indexes(
    given: &[GlobalSecondaryIndex],
    attributes: &[Attribute],
    on_demand: bool,
) -> Result<Vec<Index>, AwsError> {
    if given.is_empty() {
        return Err(errors::invalid("List of GlobalSecondaryIndexes is empty"));
    }
    check_count(given.len())?;
    let index = |one: &GlobalSecondaryIndex| {
        Given {
            name: &one.index_name,
            schema: &one.key_schema,
            projection: &one.projection,
            units: one.provisioned_throughput.as_ref(),
            bounds: one.on_demand_throughput.as_ref(),
            warm: one.warm_throughput.as_ref(),
        }
        .index(attributes, on_demand)
    };
    given.iter().map(index).collect()
}

pub fn check_count(count: usize) -> Result<(), AwsError> {
    match count > GLOBAL_INDEXES {
        true => Err(errors::invalid(format_args!(
            "GlobalSecondaryIndex count exceeds the per-table limit of {GLOBAL_INDEXES}"
        ))),
        false => Ok(()),
    }
}

/// A global index as CreateTable or UpdateTable asks for it.
pub struct Given<'a> {
    pub name: &'a str,
    pub schema: &'a [KeySchemaElement],
    pub projection: &'a GivenProjection,
    pub units: Option<&'a ProvisionedThroughput>,
    pub bounds: Option<&'a OnDemandThroughput>,
    pub warm: Option<&'a WarmThroughput>,
}

impl Given<'_> {
    pub fn index(&self, attributes: &[Attribute], on_demand: bool) -> Result<Index, AwsError> {
        Ok(Index {
            number: 0,
            name: self.name.to_owned(),
            keys: global_keys(self.schema, attributes)?,
            projection: projection(self.projection)?,
            is_local: false,
            state: State::Active,
            capacity: self.capacity(on_demand)?,
        })
    }

    fn capacity(&self, on_demand: bool) -> Result<Capacity, AwsError> {
        match (on_demand, self.units) {
            (true, Some(_)) => Err(errors::invalid(format_args!(
                "ProvisionedThroughput should not be specified for index: {} when BillingMode is \
                 PAY_PER_REQUEST",
                self.name
            ))),
            (false, None) => Err(errors::invalid(format_args!(
                "ProvisionedThroughput must be specified for index: {}",
                self.name
            ))),
            _ => {
                let mut capacity = Capacity::of(self.units)?;
                capacity.bound(self.bounds)?;
                capacity.warm(self.warm, on_demand)?;
                Ok(capacity)
            }
        }
    }
}

fn projection(given: &GivenProjection) -> Result<Projection, AwsError> {
    let kind = given.projection_type.as_deref();
    let attributes = given.non_key_attributes.as_ref();
    match (kind, attributes) {
        (None, _) => Err(errors::invalid("Unknown ProjectionType: null")),
        (Some("INCLUDE"), Some(names)) => {
            let mut names = names.clone();
            names.sort();
            names.dedup();
            Ok(Projection::Include(names))
        }
        (Some("INCLUDE"), None) => Err(errors::invalid(
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        )),
        (Some(kind), Some(_)) => Err(errors::invalid(format_args!(
            "ProjectionType is {kind}, but NonKeyAttributes is specified"
        ))),
        (Some("ALL"), None) => Ok(Projection::All),
        (Some(_), None) => Ok(Projection::Keys),
    }
}

fn check_names(indexes: &[Index]) -> Result<(), AwsError> {
    for (at, index) in indexes.iter().enumerate() {
        check_name("indexName", &index.name)?;
        if indexes[..at].iter().any(|known| known.name == index.name) {
            return Err(errors::invalid(format_args!(
                "Duplicate index name: {}",
                index.name
            )));
        }
    }
    Ok(())
}

/// Attributes that indexes take along, over all of them.
pub fn check_projected(indexes: &[Index]) -> Result<(), AwsError> {
    let projected = indexes.iter().map(|index| match &index.projection {
        Projection::Include(names) => names.len(),
        Projection::All | Projection::Keys => 0,
    });
    let count: usize = projected.sum();
    match count > PROJECTED {
        true => Err(errors::invalid(format_args!(
            "The total number of projected attributes in all indexes exceeds the per-table limit of \
             {PROJECTED}: {count}"
        ))),
        false => Ok(()),
    }
}
