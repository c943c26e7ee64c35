//! Operations: PutBucketInventoryConfiguration, GetBucketInventoryConfiguration, DeleteBucketInventoryConfiguration, ListBucketInventoryConfigurations.

use super::fields;
use super::row::{Destination, Inventory, KIND};
use crate::bucket::{self, Bucket, configured, scheduled};
use crate::configuration::{check_id, no_such, page};
use crate::shapes::{
    DeleteBucketInventoryConfigurationOutput, DeleteBucketInventoryConfigurationRequest,
    GetBucketInventoryConfigurationOutput, GetBucketInventoryConfigurationRequest,
    InventoryConfiguration, InventoryDestination, InventoryEncryption, InventoryFilter,
    InventoryS3BucketDestination, InventorySchedule, ListBucketInventoryConfigurationsOutput,
    ListBucketInventoryConfigurationsRequest, PutBucketInventoryConfigurationOutput,
    PutBucketInventoryConfigurationRequest, SSEKMS, SSES3,
};
use crate::{errors, formats};
use haneul_pipeline::{AwsError, Cx};

pub fn put_bucket_inventory_configuration(
    cx: &mut Cx,
    input: PutBucketInventoryConfigurationRequest,
) -> Result<PutBucketInventoryConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let said = input.inventory_configuration;
    check_id(cx, &bucket, KIND, &input.id, &said.id)?;
    let destination = destination(cx, &bucket, said.destination.s3_bucket_destination)?;
    let fields = said.optional_fields.unwrap_or_default();
    fields::check(&fields)?;
    let inventory = Inventory {
        enabled: said.is_enabled,
        prefix: said.filter.map(|filter| filter.prefix),
        all_versions: said.included_object_versions == "All",
        fields,
        weekly: said.schedule.frequency == "Weekly",
        destination,
    };
    configured::put(cx, &bucket, KIND, &input.id, &inventory)?;
    match inventory.enabled {
        true => scheduled::set(cx, &bucket, KIND, &input.id)?,
        false => scheduled::unset(cx, &bucket, KIND, &input.id)?,
    }
    Ok(PutBucketInventoryConfigurationOutput::default())
}

fn destination(
    cx: &mut Cx,
    source: &Bucket,
    said: InventoryS3BucketDestination,
) -> Result<Destination, AwsError> {
    if said.format != "CSV" {
        return Err(AwsError::not_implemented(format_args!(
            "S3 inventories as {}",
            said.format
        )));
    }
    let encryption = said.encryption.unwrap_or_default();
    if encryption.ssekms.is_some() && cx.cloud.store.level() < formats::KEYS_IN_RULES {
        return Err(errors::not_upgraded());
    }
    let prefix = format!("arn:{}:s3:::", cx.partition());
    let name = said.bucket.strip_prefix(&prefix).unwrap_or_default();
    let there = bucket::find(cx, name)?;
    let fits = there.is_some_and(|there| {
        let owner = said.account_id.as_ref();
        there.region == source.region && owner.is_none_or(|owner| *owner == there.owner)
    });
    match fits {
        true => Ok(Destination {
            bucket: said.bucket,
            account: said.account_id,
            prefix: said.prefix,
            encrypted: encryption.sses3.is_some(),
            key: encryption.ssekms.map(|said| said.key_id),
        }),
        false => Err(errors::invalid_inventory_destination()),
    }
}

fn shown(id: String, inventory: Inventory) -> InventoryConfiguration {
    let destination = inventory.destination;
    let name = |yes, one: &str, other: &str| if yes { one } else { other }.to_owned();
    InventoryConfiguration {
        destination: InventoryDestination {
            s3_bucket_destination: InventoryS3BucketDestination {
                account_id: destination.account,
                bucket: destination.bucket,
                format: "CSV".to_owned(),
                prefix: destination.prefix,
                encryption: (destination.encrypted || destination.key.is_some()).then(|| {
                    InventoryEncryption {
                        sses3: destination.encrypted.then(SSES3::default),
                        ssekms: destination.key.map(|key_id| SSEKMS { key_id }),
                    }
                }),
            },
        },
        is_enabled: inventory.enabled,
        filter: inventory.prefix.map(|prefix| InventoryFilter { prefix }),
        id,
        included_object_versions: name(inventory.all_versions, "All", "Current"),
        optional_fields: (!inventory.fields.is_empty()).then_some(inventory.fields),
        schedule: InventorySchedule {
            frequency: name(inventory.weekly, "Weekly", "Daily"),
        },
    }
}

pub fn get_bucket_inventory_configuration(
    cx: &mut Cx,
    input: GetBucketInventoryConfigurationRequest,
) -> Result<GetBucketInventoryConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let found: Option<Inventory> = configured::get(cx, &bucket, KIND, &input.id)?;
    let inventory = found.ok_or_else(|| no_such(&bucket))?;
    Ok(GetBucketInventoryConfigurationOutput {
        inventory_configuration: Some(shown(input.id, inventory)),
    })
}

pub fn delete_bucket_inventory_configuration(
    cx: &mut Cx,
    input: DeleteBucketInventoryConfigurationRequest,
) -> Result<DeleteBucketInventoryConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    scheduled::unset(cx, &bucket, KIND, &input.id)?;
    match configured::delete(cx, &bucket, KIND, &input.id)? {
        true => Ok(DeleteBucketInventoryConfigurationOutput::default()),
        false => Err(no_such(&bucket)),
    }
}

pub fn list_bucket_inventory_configurations(
    cx: &mut Cx,
    input: ListBucketInventoryConfigurationsRequest,
) -> Result<ListBucketInventoryConfigurationsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let token = input.continuation_token;
    let page = page::<Inventory>(cx, &bucket, KIND, token.as_deref())?;
    let rows: Vec<_> = page
        .rows
        .into_iter()
        .map(|(id, row)| shown(id, row))
        .collect();
    Ok(ListBucketInventoryConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: token,
        next_continuation_token: page.next,
        inventory_configuration_list: (!rows.is_empty()).then_some(rows),
    })
}
