//! A mapping at work: what is read, as whom, and for which function.

use super::here::Here;
use crate::event_source::row::{self, FLOWS, Mapping};
use crate::function::row as functions;
use crate::measure;
use haneul_feed::{Ask, Filter, Listen};
use haneul_pipeline::background::{Errand, act_for};
use haneul_pipeline::{AwsError, ByteStream, Cx, Invocation, Measure, invoke, listen};
use haneul_store::Scope;
use serde_json::Value as Json;
use std::sync::Arc;

pub struct Source {
    pub work: Arc<Errand>,
    pub mapping: Mapping,
    pub filter: Filter,
    pub role: String,
    /// Of the function, as it is called; and without its qualifier.
    pub function: String,
    pub bare: String,
}

impl Source {
    /// Nothing, if the mapping is no longer to be read.
    pub fn load(work: &Arc<Errand>, uuid: &str) -> Result<Option<Source>, AwsError> {
        let found = work.read(|cx| {
            let Some(mapping) = row::find(cx, uuid)?.filter(|m| m.state == "Enabled") else {
                return Ok(None);
            };
            let named = mapping.named(cx.account());
            let role = functions::version(cx, &named)?.version.config.role;
            let function = match &named.qualifier {
                Some(_) => named.arn(cx),
                None => format!("{}:$LATEST", named.bare(cx)),
            };
            Ok(Some((mapping, role, function, named.bare(cx))))
        })?;
        let Some((mapping, role, function, bare)) = found else {
            return Ok(None);
        };
        Ok(Some(Source {
            work: work.clone(),
            filter: Filter::of(&mapping.filters)?,
            mapping,
            role,
            function,
            bare,
        }))
    }

    /// What became of so many events, where that is asked for.
    pub fn count(&self, measure: &'static Measure, count: usize) {
        if self.mapping.metrics {
            let (cloud, scope) = (&self.work.cloud, self.scope());
            measure::events(cloud, scope, &self.mapping.uuid, measure, count);
        }
    }

    /// A batch whose last record came then is at the function.
    pub fn age(&self, came: i64) {
        let of = measure::Of {
            scope: self.scope(),
            name: &self.mapping.function,
            qualifier: self.mapping.qualifier.as_deref(),
        };
        measure::iterator_age(&self.work.cloud, of, self.now() - came);
    }

    fn scope(&self) -> Scope<'_> {
        let call = &self.work.call;
        Scope::new(&call.partition, &call.account, &call.region)
    }

    pub fn now(&self) -> i64 {
        self.work.cloud.clock.now().as_microsecond()
    }

    /// Whether this process still reads it, and the mapping is there.
    pub fn is_ours(&self, cx: &mut Cx) -> Result<bool, AwsError> {
        let name = cx.cloud.locals.get::<Here>().name(cx.cloud);
        let flow = row::flow(cx, &self.mapping.uuid)?;
        let ours = flow.runner.is_none_or(|(runner, _)| runner == name);
        Ok(ours && row::find(cx, &self.mapping.uuid)?.is_some())
    }

    /// What came of it last, if that is something else than before.
    pub async fn note(&self, result: &str) -> Result<(), AwsError> {
        let uuid = &self.mapping.uuid;
        let known = self.work.read(|cx| Ok(row::flow(cx, uuid)?.result))?;
        if known.as_deref() == Some(result) {
            return Ok(());
        }
        let note = self.work.transact(|cx| {
            let mut flow = row::flow(cx, uuid)?;
            if row::find(cx, uuid)?.is_none() {
                return Ok(());
            }
            flow.result = Some(result.to_owned());
            Ok(FLOWS.put(cx.tx, cx.scope(), uuid, &flow)?)
        });
        note.await
    }

    pub async fn problem(&self, error: &AwsError) -> Result<(), AwsError> {
        tracing::warn!("{} waits: {error}", self.mapping.source);
        self.note(&format!("PROBLEM: {}", error.message)).await
    }
}

impl Source {
    /// A call of the function's role.
    async fn call<'c>(
        &self,
        service: &'c str,
        operation: &'c str,
        input: Json,
    ) -> Result<Invocation<'c>, AwsError> {
        let (cloud, call) = (&self.work.cloud, &self.work.call);
        Ok(Invocation {
            caller: act_for(cloud, call, &self.role).await?,
            account: call.account.clone(),
            region: call.region.clone(),
            service,
            operation,
            input,
            body: None,
            delivers: None,
        })
    }
}

impl Ask for Source {
    async fn ask(&self, service: &str, operation: &str, input: Json) -> Result<Json, AwsError> {
        let call = self.call(service, operation, input).await?;
        Ok(invoke(&self.work.cloud, call).await?.output)
    }
}

impl Listen for Source {
    async fn listen(
        &self,
        service: &str,
        operation: &str,
        input: Json,
    ) -> Result<ByteStream, AwsError> {
        let call = self.call(service, operation, input).await?;
        listen(&self.work.cloud, call).await
    }
}
