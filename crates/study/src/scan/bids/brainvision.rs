//! BrainVision core data format 1.0: a header and a marker file of text, and a binary file of single precision numbers.
//!
//! Channels multiplexed, little-endian, µV. <https://www.brainproducts.com> describes the format; MNE, EEGLAB and FieldTrip read it.

use std::fmt::Write as _;

/// A stimulus in the marker file.
pub struct Marker {
    /// Sample, from 0.
    pub sample: usize,
    /// Length, samples.
    pub length: usize,
    /// What is written, at most a few letters and a number.
    pub code: String,
}

/// The header.
pub fn header(base: &str, channels: &[&str], rate_hz: f64) -> String {
    let mut text = String::from("Brain Vision Data Exchange Header File Version 1.0\n\n[Common Infos]\n");
    let _ = writeln!(text, "Codepage=UTF-8\nDataFile={base}.eeg\nMarkerFile={base}.vmrk");
    let _ = writeln!(text, "DataFormat=BINARY\nDataOrientation=MULTIPLEXED");
    let _ = writeln!(text, "NumberOfChannels={}\nSamplingInterval={}", channels.len(), 1e6 / rate_hz);
    let _ = writeln!(text, "\n[Binary Infos]\nBinaryFormat=IEEE_FLOAT_32\n\n[Channel Infos]");
    for (i, name) in channels.iter().enumerate() {
        let _ = writeln!(text, "Ch{}={name},,1,µV", i + 1);
    }
    text
}

/// The markers; `began` is the date of the first sample in twenty digits.
pub fn markers(base: &str, began: &str, markers: &[Marker]) -> String {
    let mut text = String::from("Brain Vision Data Exchange Marker File, Version 1.0\n\n[Common Infos]\n");
    let _ = writeln!(text, "Codepage=UTF-8\nDataFile={base}.eeg\n\n[Marker Infos]");
    let _ = writeln!(text, "Mk1=New Segment,,1,1,0,{began}");
    for (i, m) in markers.iter().enumerate() {
        let _ = writeln!(text, "Mk{}=Stimulus,{},{},{},0", i + 2, m.code, m.sample + 1, m.length.max(1));
    }
    text
}

/// The numbers.
pub fn data(channels: &[Vec<f64>]) -> Vec<u8> {
    let samples = channels.first().map_or(0, Vec::len);
    let mut bytes = Vec::with_capacity(4 * samples * channels.len());
    for i in 0..samples {
        for channel in channels {
            bytes.extend_from_slice(&(channel[i] as f32).to_le_bytes());
        }
    }
    bytes
}
