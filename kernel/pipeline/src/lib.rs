//! The one path of a call.
//!
//! Every call, whoever makes it, walks `authenticate → route → decode → validate → authorise →
//! run in a transaction → record → meter → encode`. A call from inside skips only the socket and
//! the bytes. Services declare what they need ([`Service`], [`Check`], [`Registered`]) and get a
//! [`Cx`] or an [`Edge`]; they never see a wire format, a wall clock or another service's rows.

pub mod accounts;
mod arn;
mod authenticate;
mod authenticate_v2;
mod authorise;
pub mod background;
mod begins;
mod caller;
mod captured;
mod check;
mod cloud;
mod context;
pub mod credentials;
mod crossing;
mod cx;
pub mod data_key;
pub mod disorder;
mod error;
pub mod events;
mod exposed;
mod form;
mod forward;
mod gate;
mod hold;
mod identity;
mod intake;
mod invoke;
pub mod json;
pub mod keyring;
mod known;
mod last_use;
pub mod least;
mod locals;
mod measure;
mod meter;
mod operation;
mod organisation;
mod page;
mod path;
mod place;
mod record;
mod reply;
mod request;
mod response;
mod row_keys;
mod run;
mod scaling;
pub mod sealed;
mod service;
mod service_role;
mod shown;
mod site;
pub mod snapshot;
pub mod tag_policy;
pub mod tags;
pub mod trail;
mod upload;
mod witness;
pub mod zones;

pub use arn::Arn;
pub use authenticate::PARTITIONS;
pub use caller::{Caller, Session, Source};
pub use captured::{Answers, Captured, answer, capture, captured};
pub use check::{Check, ResourcePolicy, Through};
pub use cloud::{Cloud, Inner, Parts, Sandboxes, Settings};
pub use crossing::CrossOrigin;
pub use cx::{Call, Cx, Delivery, Edge, RequestInfo};
pub use error::AwsError;
pub use exposed::{Exposed, Member, MemberKind, Password};
pub use form::{Form, FormCall, FormTime};
pub use forward::Forward;
pub use haneul_policy::ListGrant;
pub use haneul_signature::headers;
pub use haneul_wire::route::Site;
pub use hold::is_held;
pub use identity::{
    Identity, IdentityPolicies, OidcProviderFacts, RoleFacts, RootFeatures, SamlProviderFacts,
    SecondFactor, SecondFactorVerdict,
};
pub use invoke::{Invocation, Invoked, invoke, invoke_as_sent, listen};
pub use keyring::Keyring;
pub use last_use::{LastUse, LastUses};
pub use locals::Locals;
pub use measure::{Measure, Measurer, Measures, put_metric_data, tell};
pub use operation::{Handler, Registered, edge, state};
pub use organisation::{Membership, Organisations};
pub use page::Page;
pub use path::handle;
pub use record::{CallLog, CallRecord, CheckRecord, Verdict};
pub use reply::{ByteStream, IntoReply, Reply, ReplyBody};
pub use request::{Answer, Door, Request, is_loopback_name};
pub use response::host_id;
pub use scaling::{MINUTES, Scaled, Usage};
pub use service::{AskedHandler, Done, ErrandHandler, Reconciler, Service, TimerHandler};
pub use shown::{Certificates, Shown};
pub use site::{SiteHandler, SiteRequest};
pub use upload::{BoxError, RawBody, Upload};
pub use witness::{Answered, Witness};
