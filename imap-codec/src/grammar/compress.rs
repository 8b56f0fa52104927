//! COMPRESS. [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)

use imap_types::compress::CompressionAlgorithm;

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::atom::atom;
use crate::grammar::named::arguments;
use crate::quirk::Quirk;

arguments!(CompressionAlgorithm<'a>: SP algorithm, write_algorithm);

/// `algorithm = "DEFLATE"`, or another atom.
fn algorithm<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CompressionAlgorithm<'a>> {
    let (rest, algorithm) = atom(input)?;
    let algorithm = CompressionAlgorithm::from(algorithm);
    // Lenient: whoever knows another algorithm may use it.
    if let CompressionAlgorithm::Other(_) = algorithm {
        cx.accept(Quirk::UnknownCompression, input)?;
    }
    Ok((rest, algorithm))
}

/// Writes `algorithm`.
fn write_algorithm(out: &mut Encoder<'_>, algorithm: &CompressionAlgorithm<'_>) {
    out.bytes(algorithm.as_str().as_bytes());
}

#[cfg(test)]
mod tests {
    use imap_types::atom::Atom;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky_both_ways, rejects};

    #[test]
    fn algorithms_both_ways() {
        both_ways(algorithm, write_algorithm, &[("DEFLATE", CompressionAlgorithm::Deflate)]);
        let lz4 = CompressionAlgorithm::from(Atom::try_from("LZ4").unwrap());
        quirky_both_ways(algorithm, write_algorithm, "LZ4", &lz4, (Quirk::UnknownCompression, 0));
        rejects(algorithm, &[("(", 0, "atom")]);
    }
}
