//! Just enough HTTP to ask one server again and again on a connection that stays open.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context as _;

/// A server that does not answer for so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where it leads, if anywhere.
    pub(crate) location: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The bytes of a request with the cookie of a session.
pub(crate) fn get(path: &str, cookie: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\nCookie: brygga={cookie}\r\n\r\n"
    )
    .into_bytes()
}

/// The bytes of a form that is sent.
pub(crate) fn form(path: &str, cookie: &str, body: &str) -> Vec<u8> {
    post(path, cookie, "application/x-www-form-urlencoded", body)
}

/// The bytes of a resource that is sent.
pub(crate) fn json(path: &str, body: &str) -> Vec<u8> {
    post(path, "", "application/json", body)
}

fn post(path: &str, cookie: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/html\r\nCookie: brygga={cookie}\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

impl Connection {
    pub(crate) fn to(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::new(stream) })
    }

    pub(crate) fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|it| it.parse().ok());
        let status = status.context("the answer has no status")?;
        let (mut length, mut chunked, mut location) = (0, false, String::new());
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "transfer-encoding" => chunked = value.contains("chunked"),
                "location" => value.trim().clone_into(&mut location),
                _ => {}
            }
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16)?;
                self.read(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.read(length, &mut body)?;
        }
        Ok(Answer { status, location, body })
    }

    fn line(&mut self) -> anyhow::Result<String> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line)?;
        anyhow::ensure!(read > 0, "the server closed the connection");
        Ok(line.trim_end().to_owned())
    }

    fn read(&mut self, size: usize, into: &mut Vec<u8>) -> anyhow::Result<()> {
        let from = into.len();
        into.resize(from + size, 0);
        self.stream.read_exact(&mut into[from..])?;
        Ok(())
    }
}
