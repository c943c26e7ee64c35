//! Failing and restoring zones, destroying copies, and making them again.

use super::rows::{self, LOST, Lost, Placed, REGIONS, RegionZones, State};
use crate::cloud::Cloud;
use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_blob::{Az, BlobId, Placement, Region, Zones};
use haneul_store::{Span, Tx};

/// Rows looked at in one transaction.
const BATCH: usize = 500;

/// Something that has copies in zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    Blob(BlobId),
    /// A row, and what its service calls it.
    Row(String, Placed),
}

impl Stored {
    pub fn placement(&self) -> Placement {
        match self {
            Stored::Blob(id) => id.placement(),
            Stored::Row(_, placed) => placed.placement(),
        }
    }

    pub fn name(&self) -> String {
        match self {
            Stored::Blob(id) => id.to_string(),
            Stored::Row(name, _) => name.clone(),
        }
    }
}

/// What any service keeps of a resource.
pub fn stored(cloud: &Cloud, arn: &str, version: Option<&str>) -> Result<Vec<Stored>, AwsError> {
    let services = cloud.services.values();
    let found = cloud.store.read(|tx| {
        let mut found = None;
        for entry in services.clone() {
            found = found.or(entry.service.stored(tx, arn, version)?);
        }
        Ok::<_, AwsError>(found)
    })?;
    found.ok_or_else(|| {
        AwsError::new("NoResource", format!("No service keeps anything of {arn}.")).status(404)
    })
}

/// From now on what lies in the zone cannot be reached, and nothing new is put there.
pub async fn fail(cloud: &Cloud, az: Az) -> Result<(), AwsError> {
    change(cloud, az, |zones| {
        zones.set_failed(zones.failed().with(az.zone))
    })
    .await
}

/// What it missed meanwhile is made again.
pub async fn restore(cloud: &Cloud, az: Az) -> Result<(), AwsError> {
    change(cloud, az, |zones| {
        zones.set_failed(zones.failed().without(az.zone));
    })
    .await
}

async fn change<R>(
    cloud: &Cloud,
    az: Az,
    change: impl Fn(&mut RegionZones) -> R,
) -> Result<R, AwsError> {
    let changed = cloud.store.transact(|tx| {
        let mut zones = rows::of(tx, az.region)?;
        let changed = change(&mut zones);
        REGIONS.put(tx, GLOBAL, az.region.name(), &zones)?;
        Ok(changed)
    });
    changed.await
}

/// Destroys the copy that a zone has of something. What has no other is lost.
pub async fn destroy(cloud: &Cloud, az: Az, what: &Stored) -> Result<(), AwsError> {
    let placement = what.placement();
    let elsewhere = placement.region() != az.region && placement.region() != Region::NONE;
    if elsewhere || !placement.zones().has(az.zone) {
        let name = az.name();
        let message = format!("{} has no copy in {name}.", what.name());
        return Err(AwsError::new("NoCopy", message).status(404));
    }
    match what {
        Stored::Blob(id) if cloud.blobs.has_zones() => {
            let destroyed = cloud.blobs.destroy(*id, az.zone).await;
            destroyed.map_err(AwsError::internal)
        }
        _ => forget_copy(cloud, az, what).await,
    }
}

/// Notes that a copy is gone, where it shares its bytes with the others.
async fn forget_copy(cloud: &Cloud, az: Az, what: &Stored) -> Result<(), AwsError> {
    let (placement, name) = (what.placement(), what.name());
    let note = |tx: &mut Tx| {
        let known = LOST.get(tx, GLOBAL, &name)?;
        let gone = known.map_or(Zones::NONE, |lost| Zones::from_bits(lost.gone));
        let gone = gone.with(az.zone);
        let lost = Lost {
            region: placement.region(),
            placed: placement.zones().bits(),
            gone: gone.bits(),
        };
        LOST.put(tx, GLOBAL, &name, &lost)?;
        let lacking = rows::of(tx, placement.region())?.lacking(placement);
        let left = placement.zones().without(gone.with(lacking));
        Ok::<_, AwsError>(left.is_empty())
    };
    let last = cloud.store.transact(note).await?;
    if let (true, Stored::Blob(id)) = (last, what) {
        cloud.blobs.delete(*id).await.map_err(AwsError::internal)?;
        cloud.store.transact(|tx| rows::forget(tx, &name)).await?;
    }
    Ok(())
}

/// Destroys all copies that a zone has of anything.
pub async fn destroy_all(cloud: &Cloud, az: Az) -> Result<(), AwsError> {
    let last = change(cloud, az, |zones| zones.destroy(az.zone)).await?;
    let own_bytes = cloud.blobs.has_zones();
    also_of_some(cloud, az).await?;
    let mut list = cloud.blobs.list();
    while let Some(page) = list.page().await.map_err(AwsError::internal)? {
        for id in page.into_iter().map(|listed| listed.id) {
            let done = match id.placement() {
                at if own_bytes && lies_in(at, az) => cloud.blobs.destroy(id, az.zone).await,
                at if !own_bytes && was_last(at, az, last) => cloud.blobs.delete(id).await,
                _ => Ok(()),
            };
            done.map_err(AwsError::internal)?;
        }
    }
    Ok(())
}

/// Where zones share bytes: whether these were the last copies, `all` being those of a Region.
fn was_last(placement: Placement, az: Az, all: bool) -> bool {
    match placement {
        Placement::OneZone(at) => at == az,
        Placement::Regional(region) => all && region == az.region,
    }
}

/// What had lost copies already has lost this one, too.
async fn also_of_some(cloud: &Cloud, az: Az) -> Result<(), AwsError> {
    each_lost(cloud, |tx, name, lost| {
        let gone = Zones::from_bits(lost.gone).with(az.zone).bits() & lost.placed;
        match lost.region == az.region && gone != lost.gone {
            true => Ok(LOST.put(tx, GLOBAL, name, &Lost { gone, ..*lost })?),
            false => Ok(()),
        }
    })
    .await
}

/// What is of no Region has a copy in this letter of every one.
fn lies_in(placement: Placement, az: Az) -> bool {
    let here = [az.region, Region::NONE].contains(&placement.region());
    here && placement.zones().has(az.zone)
}

/// Begins what is due of looking after copies.
pub(crate) async fn tend(cloud: &Cloud) -> Result<(), AwsError> {
    let regions = cloud.store.read(rows::regions)?;
    let failed = regions
        .iter()
        .fold(Zones::NONE, |all, (_, zones)| all.with(zones.failed()));
    cloud.blobs.tend(failed);
    for (name, _) in regions
        .iter()
        .filter(|(_, zones)| !zones.empty().is_empty())
    {
        let refill = |tx: &mut Tx| {
            let mut zones = rows::of(tx, Region::named(name))?;
            zones.refill();
            Ok::<_, AwsError>(REGIONS.put(tx, GLOBAL, name, &zones)?)
        };
        cloud.store.transact(refill).await?;
    }
    copy_again(cloud).await
}

/// Copies that share their bytes are there again once one zone with a copy and theirs live.
async fn copy_again(cloud: &Cloud) -> Result<(), AwsError> {
    each_lost(cloud, |tx, name, lost| {
        let zones = rows::of(tx, lost.region)?;
        let (placed, gone) = (Zones::from_bits(lost.placed), Zones::from_bits(lost.gone));
        let source = placed.without(gone).without(zones.failed());
        let source = match placed == Zones::ALL {
            true => source.without(zones.empty()),
            false => source,
        };
        // Those whose zone has failed have to wait.
        match (source.is_empty(), gone.bits() & zones.failed().bits()) {
            (true, _) => Ok(()),
            (false, 0) => Ok(LOST.delete(tx, GLOBAL, name).map(|_| ())?),
            (false, gone) => Ok(LOST.put(tx, GLOBAL, name, &Lost { gone, ..*lost })?),
        }
    })
    .await
}

/// Goes through what has lost copies, many rows in a transaction.
async fn each_lost(
    cloud: &Cloud,
    mut visit: impl FnMut(&mut Tx, &str, &Lost) -> Result<(), AwsError>,
) -> Result<(), AwsError> {
    let mut after: Option<String> = None;
    loop {
        let visited = cloud.store.transact(|tx| {
            let span = match &after {
                Some(name) => Span::all().after(name),
                None => Span::all(),
            };
            let rows = LOST.scan(tx, GLOBAL, span, BATCH, false)?;
            rows.iter()
                .try_for_each(|(name, lost)| visit(tx, name, lost))?;
            let full = rows.len() == BATCH;
            let last = rows.into_iter().next_back().map(|(name, _)| name);
            Ok::<_, AwsError>(last.filter(|_| full))
        });
        after = visited.await?;
        if after.is_none() {
            return Ok(());
        }
    }
}

impl State {
    pub fn is_available(self) -> bool {
        self == State::Available
    }
}
