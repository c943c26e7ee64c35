//! `multipart/form-data`: fields that are read whole, and a file that streams.

use crate::error::AwsError;
use crate::request::Request;
use crate::upload::{BoxError, RawBody};
use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// All fields and heads before the file.
const FIELDS_LIMIT: usize = 20 << 10;

fn malformed(message: &str) -> AwsError {
    AwsError::new("MalformedPOSTRequest", message).status(400)
}

fn broken() -> AwsError {
    malformed("The body of your POST request is not well-formed multipart/form-data.")
}

/// The text between the parts, with what stands before it on its line.
pub(super) fn boundary(request: &Request) -> Result<Vec<u8>, AwsError> {
    let full = request.header("content-type").unwrap_or_default();
    let mut parameters = full.split(';').skip(1);
    let found = parameters.find_map(|one| {
        let (name, value) = one.split_once('=')?;
        let named = name.trim().eq_ignore_ascii_case("boundary");
        named.then(|| value.trim().trim_matches('"'))
    });
    match found {
        Some(text) if (1..=70).contains(&text.len()) => Ok(format!("\r\n--{text}").into_bytes()),
        _ => Err(broken()),
    }
}

/// Reads as far as the file's first byte.
pub(super) async fn read(
    body: RawBody,
    boundary: &[u8],
) -> Result<(Vec<(String, String)>, File), AwsError> {
    let mut reader = Reader {
        raw: body,
        // So that the first boundary is like all others.
        held: BytesMut::from(&b"\r\n"[..]),
        taken: 0,
    };
    reader.until(boundary).await?;
    let mut fields = Vec::new();
    loop {
        let line = reader.until(b"\r\n").await?;
        if line.starts_with(b"--") {
            return Err(AwsError::new(
                "InvalidArgument",
                "POST requires exactly one file upload per request.",
            )
            .status(400)
            .detail("ArgumentName", "file")
            .detail("ArgumentValue", "0"));
        }
        let head = head(&mut reader).await?;
        if head.name.eq_ignore_ascii_case("file") {
            let file = File {
                name: head.file_name,
                raw: reader.raw,
                held: reader.held,
                boundary: boundary.to_vec(),
                sizes: 0..=u64::MAX,
                wrong_size: |_, _| broken(),
                passed: 0,
                done: false,
            };
            return Ok((fields, file));
        }
        let value = reader.until(boundary).await?;
        let value = String::from_utf8(value.to_vec()).map_err(|_| broken())?;
        fields.push((head.name, value));
    }
}

struct Head {
    name: String,
    file_name: String,
}

async fn head(reader: &mut Reader) -> Result<Head, AwsError> {
    let mut found = None;
    loop {
        let line = reader.until(b"\r\n").await?;
        if line.is_empty() {
            return found.ok_or_else(broken);
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let (name, value) = line.split_once(':').ok_or_else(broken)?;
        if name.trim().eq_ignore_ascii_case("content-disposition") {
            found = Some(Head {
                name: parameter(value, "name").ok_or_else(broken)?,
                // Old browsers tell the whole path; the name is what is behind its last part.
                file_name: parameter(value, "filename")
                    .map(|path| {
                        path.rsplit(['/', '\\'])
                            .next()
                            .unwrap_or_default()
                            .to_owned()
                    })
                    .unwrap_or_default(),
            });
        }
    }
}

/// A parameter of a header: `name="a \"b\""`.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, behind)) = rest.split_once(';') {
        let (name, behind) = behind.split_once('=')?;
        let (text, left) = match behind.trim_start().strip_prefix('"') {
            Some(quoted) => unquote(quoted),
            None => {
                let end = behind.find(';').unwrap_or(behind.len());
                (behind[..end].trim().to_owned(), &behind[end..])
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(text);
        }
        rest = left;
    }
    None
}

fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        match c {
            '"' if !escaped => return (text, &quoted[at + 1..]),
            '\\' if !escaped => escaped = true,
            _ => {
                // A path's backslash is no escape.
                if escaped && c != '"' && c != '\\' {
                    text.push('\\');
                }
                text.push(c);
                escaped = false;
            }
        }
    }
    (text, "")
}

struct Reader {
    raw: RawBody,
    held: BytesMut,
    taken: usize,
}

impl Reader {
    /// What comes before `mark`, which is passed over.
    async fn until(&mut self, mark: &[u8]) -> Result<BytesMut, AwsError> {
        loop {
            if let Some(at) = find(&self.held, mark) {
                let text = self.held.split_to(at);
                self.held.advance(mark.len());
                self.taken += at;
                return Ok(text);
            }
            if self.held.len() + self.taken > FIELDS_LIMIT + (64 << 10) || self.taken > FIELDS_LIMIT
            {
                return Err(AwsError::new(
                    "MaxPostPreDataLengthExceeded",
                    "Your POST request fields preceding the upload file were too large.",
                )
                .status(400)
                .detail("MaxPostPreDataLengthExceeded", FIELDS_LIMIT.to_string()));
            }
            match self.raw.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.held.extend_from_slice(&data);
                    }
                }
                Some(Err(_)) | None => return Err(broken()),
            }
        }
    }
}

fn find(text: &[u8], mark: &[u8]) -> Option<usize> {
    text.windows(mark.len()).position(|window| window == mark)
}

/// The file of a form, as far as the boundary behind it.
pub(super) struct File {
    pub name: String,
    raw: RawBody,
    held: BytesMut,
    boundary: Vec<u8>,
    sizes: RangeInclusive<u64>,
    wrong_size: fn(u64, &RangeInclusive<u64>) -> AwsError,
    passed: u64,
    done: bool,
}

impl File {
    pub fn limit(
        mut self,
        sizes: RangeInclusive<u64>,
        wrong_size: fn(u64, &RangeInclusive<u64>) -> AwsError,
    ) -> RawBody {
        self.sizes = sizes;
        self.wrong_size = wrong_size;
        self.boxed()
    }

    /// Bytes that are certainly the file's.
    fn ready(&mut self) -> Result<Option<Bytes>, AwsError> {
        let end = find(&self.held, &self.boundary);
        let sure = end.unwrap_or((self.held.len() + 1).saturating_sub(self.boundary.len()));
        self.passed += sure as u64;
        self.done = end.is_some();
        let short = self.done && self.passed < *self.sizes.start();
        if short || self.passed > *self.sizes.end() {
            return Err((self.wrong_size)(self.passed, &self.sizes));
        }
        let bytes = self.held.split_to(sure).freeze();
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

impl Body for File {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            match self.ready() {
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(Box::new(error))));
                }
                Ok(Some(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Ok(None) if self.done => return Poll::Ready(None),
                Ok(None) => {}
            }
            match ready!(Pin::new(&mut self.raw).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.held.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.done = true;
                    return Poll::Ready(Some(Err(Box::new(broken()))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use http_body_util::StreamBody;

    /// The body in pieces of a size.
    fn body(text: &str, size: usize) -> RawBody {
        let pieces: Vec<_> = text
            .as_bytes()
            .chunks(size)
            .map(Bytes::copy_from_slice)
            .collect();
        let frames = pieces
            .into_iter()
            .map(|p| Ok::<_, BoxError>(Frame::data(p)));
        BodyExt::boxed(StreamBody::new(stream::iter(frames)))
    }

    const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na/${filename}\r\n\
        --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"C:\\dir\\f.txt\"\r\n\
        Content-Type: text/plain\r\n\r\none\r\n--two\r\n--x\r\n\
        Content-Disposition: form-data; name=\"late\"\r\n\r\nno\r\n--x--\r\n";

    #[tokio::test]
    async fn fields_and_a_file_in_pieces_of_any_size() {
        for size in 1..FORM.len() {
            let (fields, file) = read(body(FORM, size), b"\r\n--x").await.unwrap();
            assert_eq!(fields, [("key".to_owned(), "a/${filename}".to_owned())]);
            assert_eq!(file.name, "f.txt");
            let whole = file.limit(0..=10, |_, _| broken()).collect().await.unwrap();
            assert_eq!(whole.to_bytes(), "one\r\n--two");
        }
    }

    #[tokio::test]
    async fn sizes_are_kept() {
        for (sizes, fits) in [(10..=10, true), (11..=20, false), (0..=9, false)] {
            let (_, file) = read(body(FORM, 7), b"\r\n--x").await.unwrap();
            let whole = file.limit(sizes, |_, _| broken()).collect().await;
            assert_eq!(whole.is_ok(), fits);
        }
    }

    #[tokio::test]
    async fn what_is_no_form() {
        for text in [
            "",
            "--x",
            "--x--\r\n",
            "--x\r\nno head\r\n\r\n",
            "--x\r\n\r\n",
        ] {
            assert!(read(body(text, 3), b"\r\n--x").await.is_err(), "{text:?}");
        }
        let long = format!(
            "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n{}",
            "y".repeat(200_000)
        );
        let error = read(body(&long, 1000), b"\r\n--x").await.err().unwrap();
        assert_eq!(error.code, "MaxPostPreDataLengthExceeded");
        // The end of the body is not the end of the file.
        let (_, file) = read(body(&FORM[..FORM.find("two").unwrap()], 9), b"\r\n--x")
            .await
            .unwrap();
        assert!(file.limit(0..=99, |_, _| broken()).collect().await.is_err());
    }
}
