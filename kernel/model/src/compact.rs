//! Models as packed bytes, deflated: what `facts/models` holds and a running cloud loads.

use crate::botocore::leak;
use crate::model::*;
use crate::packed::{self, Packed, Reader, Writer, packed};

type Parts = (Metadata, (Vec<Operation>, Vec<Shape>));

/// The packed form of a model, deflated. The same model always gives the same bytes.
pub fn encode(model: &Model) -> Vec<u8> {
    deflate(&packed::write(|out| {
        model.metadata.pack(out);
        model.operations.pack(out);
        model.shapes.pack(out);
    }))
}

/// Reads what [`encode`] wrote. The inflated bytes are leaked: names in the model point into them.
pub fn decode(id: &str, deflated: &[u8]) -> Result<Model, String> {
    let (metadata, (operations, shapes)): Parts = packed::from_bytes(inflate(deflated)?.leak())?;
    Ok(Model::new(leak(id), metadata, operations, shapes))
}

pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(bytes, 10)
}

pub(crate) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, String> {
    miniz_oxide::inflate::decompress_to_vec(bytes).map_err(|e| e.to_string())
}

impl Packed for ShapeId {
    fn pack(&self, out: &mut Writer) {
        out.number(self.0.into());
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        let id = u32::try_from(from.number()?).map_err(|e| e.to_string())?;
        Ok(ShapeId(id))
    }
}

packed!(
    enum Protocol {
        Json10,
        Json11,
        RestJson,
        RestXml,
        Query,
        Ec2,
        Cbor,
        AwsCbor,
    }
);
packed!(
    enum TimestampFormat {
        EpochSeconds,
        Iso8601,
        HttpDate,
    }
);
packed!(
    enum Location {
        Uri,
        Header,
        Headers,
        QueryString,
        StatusCode,
    }
);

packed!(struct Metadata {
    api_version, service_id, full_name, endpoint_prefix, signing_name, signature_version,
    protocols, target_prefix, xml_namespace, global_endpoint, query_compatible, no_auth,
});
packed!(struct Http { method, uri, status });
packed!(struct Pagination { input_token, output_token, result_key, limit_key, more_results });
packed!(struct Operation {
    name, http, input, output, input_wrapper, input_namespace, result_wrapper, errors,
    host_prefix, readonly, idempotent, deprecated, no_auth, unsigned_payload, checksum_required,
    pagination,
});
packed!(struct ErrorTraits { code, query_code, status, sender_fault, fault, retryable });
packed!(struct Shape {
    name, kind, min, max, pattern, enumeration, timestamp_format, sensitive, streaming, error,
    xml_namespace, location_name,
});
packed!(struct Member {
    name, shape, required, location, location_name, query_name, flattened, xml_attribute,
    xml_namespace, idempotency_token, json_value, host_label, event_payload, streaming,
    deprecated, timestamp_format,
});

impl Packed for Kind {
    fn pack(&self, out: &mut Writer) {
        match self {
            Kind::String => out.byte(0),
            Kind::Blob => out.byte(1),
            Kind::Boolean => out.byte(2),
            Kind::Integer => out.byte(3),
            Kind::Long => out.byte(4),
            Kind::Float => out.byte(5),
            Kind::Double => out.byte(6),
            Kind::Timestamp => out.byte(7),
            Kind::Structure {
                members,
                payload,
                union,
                eventstream,
                event,
                document,
            } => {
                out.byte(8);
                members.pack(out);
                payload.pack(out);
                for flag in [union, eventstream, event, document] {
                    flag.pack(out);
                }
            }
            Kind::List {
                member,
                flattened,
                sparse,
            } => {
                out.byte(9);
                member.pack(out);
                flattened.pack(out);
                sparse.pack(out);
            }
            Kind::Map {
                key,
                value,
                flattened,
                sparse,
            } => {
                out.byte(10);
                key.pack(out);
                value.pack(out);
                flattened.pack(out);
                sparse.pack(out);
            }
        }
    }

    fn unpack(from: &mut Reader) -> Result<Self, String> {
        Ok(match from.byte()? {
            0 => Kind::String,
            1 => Kind::Blob,
            2 => Kind::Boolean,
            3 => Kind::Integer,
            4 => Kind::Long,
            5 => Kind::Float,
            6 => Kind::Double,
            7 => Kind::Timestamp,
            8 => Kind::Structure {
                members: Packed::unpack(from)?,
                payload: Packed::unpack(from)?,
                union: Packed::unpack(from)?,
                eventstream: Packed::unpack(from)?,
                event: Packed::unpack(from)?,
                document: Packed::unpack(from)?,
            },
            9 => Kind::List {
                member: Packed::unpack(from)?,
                flattened: Packed::unpack(from)?,
                sparse: Packed::unpack(from)?,
            },
            10 => Kind::Map {
                key: Packed::unpack(from)?,
                value: Packed::unpack(from)?,
                flattened: Packed::unpack(from)?,
                sparse: Packed::unpack(from)?,
            },
            tag => return Err(format!("no kind of shape {tag}")),
        })
    }
}
