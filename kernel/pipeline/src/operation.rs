//! How an operation joins the path.
//!
//! A **state** operation is a synchronous function over one transaction; it may run again when
//! the transaction conflicts, so it does no I/O. An **edge** operation is async: bodies, long
//! polls, sockets. Both take a typed input and give a typed output; a service's build generates
//! the list of them from the files that exist.

use crate::cx::{Cx, Edge};
use crate::error::AwsError;
use crate::reply::{IntoReply, Reply};
use futures_util::future::BoxFuture;
use haneul_model::{FromValue, Value};
use std::sync::Arc;

pub struct Registered {
    pub name: &'static str,
    pub handler: Handler,
}

#[derive(Clone)]
pub enum Handler {
    State(Arc<dyn Fn(&mut Cx, Value) -> Result<Reply, AwsError> + Send + Sync>),
    Edge(Arc<dyn Fn(Edge, Value) -> BoxFuture<'static, Result<Reply, AwsError>> + Send + Sync>),
}

pub fn state<I, O, F>(run: F) -> Handler
where
    I: FromValue,
    O: IntoReply,
    F: Fn(&mut Cx, I) -> Result<O, AwsError> + Copy + Send + Sync + 'static,
{
    Handler::State(Arc::new(move |cx, value| {
        run(cx, typed::<I>(value)?).map(IntoReply::into_reply)
    }))
}

pub fn edge<I, O, F, R>(run: F) -> Handler
where
    I: FromValue + Send + 'static,
    O: IntoReply,
    F: Fn(Edge, I) -> R + Copy + Send + Sync + 'static,
    R: Future<Output = Result<O, AwsError>> + Send + 'static,
{
    Handler::Edge(Arc::new(move |edge, value| {
        Box::pin(async move {
            let input = typed::<I>(value)?;
            run(edge, input).await.map(IntoReply::into_reply)
        })
    }))
}

/// Validation has run: a value that does not fit its type is our own mistake.
fn typed<I: FromValue>(value: Value) -> Result<I, AwsError> {
    I::from_value(value).ok_or_else(|| {
        AwsError::internal(format_args!(
            "input does not fit {}",
            std::any::type_name::<I>()
        ))
    })
}
