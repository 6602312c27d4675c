//! Drawing QR symbols, each as one path: that of a code is version 2 at error correction Q, that of an address as large as
//! it has to be.

use std::fmt::Write;

use app::port::QrSymbol;
use domain::qr::QrPayload;
use qrcode::{Color, EcLevel, QrCode, Version};

use crate::fault::Fault;

/// Light modules around the symbol (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: usize = 4;

/// The symbol of a payload. Runs of dark modules in a row are one step of the path.
pub fn symbol(payload: &QrPayload) -> Result<QrSymbol, Fault> {
    let code = QrCode::with_version(payload.reveal(), Version::Normal(2), EcLevel::Q)
        .map_err(|_| Fault::Broken("a payload that does not fit its symbol"))?;
    Ok(drawn(&code))
}

/// The symbol of an address.
pub fn address(address: &str) -> Result<QrSymbol, Fault> {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q);
    code.map(|code| drawn(&code)).map_err(|_| Fault::Broken("an address that fits no symbol"))
}

fn drawn(code: &QrCode) -> QrSymbol {
    let width = code.width();
    let mut path = String::with_capacity(2_500);
    for (row, modules) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = modules[column..].iter().take_while(|module| **module == Color::Dark).count();
            if run > 0 {
                let (x, y) = (column + QUIET_ZONE, row + QUIET_ZONE);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{run}v1H{x}z");
            }
            column += run.max(1);
        }
    }
    QrSymbol { size: width + 2 * QUIET_ZONE, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_independent_decoder_reads_the_symbols() {
        let payload = QrPayload::from_random("BER-042", *b"0123456789abcdef");
        let symbol = symbol(&payload).unwrap();
        assert_eq!(symbol.size, 33);
        assert_eq!(read(&symbol), payload.reveal());
        let address = format!("https://pickup.example.org/at/{}", "B".repeat(40));
        assert_eq!(read(&super::address(&address).unwrap()), address);
    }

    fn read(symbol: &QrSymbol) -> String {
        let dark = draw(symbol);
        let scale = 6;
        let side = symbol.size * scale;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            if dark[y / scale][x / scale] { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        grids[0].decode().unwrap().1
    }

    fn draw(symbol: &QrSymbol) -> Vec<Vec<bool>> {
        let mut dark = vec![vec![false; symbol.size]; symbol.size];
        for step in symbol.path.split('M').skip(1) {
            let (place, run) = step.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let run: usize = run.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            dark[y][x..x + run].fill(true);
        }
        dark
    }
}
