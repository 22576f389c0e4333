#include "image/pnm/pnm_samples.h"

#include <algorithm>
#include <optional>
#include <string>

#include <imrec/error.h>

namespace imrec::pnm {
namespace {

[[noreturn]] void FailTruncatedSamples() {
  throw Error(ErrorCode::kCorruptData, "corrupt PNM: its pixels are truncated");
}

[[noreturn]] void FailSample(std::size_t at) {
  throw Error(ErrorCode::kCorruptData,
              "corrupt PNM: no sample at byte " + std::to_string(at) + ", where one is expected");
}

// As OpenCV scales: rounded down, and the high byte of 16 bits.
std::uint8_t Scale(std::uint32_t value, std::uint32_t maxval) {
  value = std::min(value, maxval);
  if (maxval == 65535) return static_cast<std::uint8_t>(value >> 8);
  return static_cast<std::uint8_t>(value * 255 / maxval);
}

}  // namespace

SampleReader::SampleReader(const Header& header, std::span<const std::byte> encoded)
    : header_(header),
      encoded_(encoded),
      scanner_(encoded, header.pixel_offset),
      at_(header.pixel_offset) {
  for (std::uint32_t value = 0; value < scaled_.size(); ++value) {
    scaled_[value] = Scale(value, static_cast<std::uint32_t>(header.maxval));
    if (header.one_is_black) scaled_[value] = static_cast<std::uint8_t>(255 - scaled_[value]);
  }
}

void SampleReader::BeginRow() {
  if (bit_ != 0) at_ += (bit_ + 7) / 8;
  bit_ = 0;
}

std::uint8_t SampleReader::Next() {
  switch (header_.coding) {
    case Coding::kPlain:
      return Scaled(NextPlain());
    case Coding::kPlainBits:
      return Scaled(NextPlainBit());
    case Coding::kBits:
      return Scaled(NextBit());
    case Coding::kBytes:
      break;
  }
  return Scaled(NextBytes());
}

std::uint8_t SampleReader::Scaled(std::uint32_t value) const {
  if (value < scaled_.size()) return scaled_[value];
  return Scale(value, static_cast<std::uint32_t>(header_.maxval));
}

std::uint32_t SampleReader::NextPlain() {
  if (!scanner_.SkipSpace()) FailTruncatedSamples();
  const std::optional<std::uint32_t> number = scanner_.Number();
  if (!number) FailSample(scanner_.at());
  return *number;
}

std::uint32_t SampleReader::NextPlainBit() {
  if (!scanner_.SkipSpace()) FailTruncatedSamples();
  const std::size_t at = scanner_.at();
  const char digit = scanner_.Next().value_or(' ');
  if (digit != '0' && digit != '1') FailSample(at);
  return digit == '1' ? 1 : 0;
}

std::uint32_t SampleReader::NextBit() {
  const auto byte = std::to_integer<std::uint32_t>(encoded_[at_ + bit_ / 8]);
  const std::uint32_t value = byte >> (7 - bit_ % 8) & 1;
  ++bit_;
  return value;
}

std::uint32_t SampleReader::NextBytes() {
  auto value = std::to_integer<std::uint32_t>(encoded_[at_++]);
  if (header_.maxval > 255) value = value << 8 | std::to_integer<std::uint32_t>(encoded_[at_++]);
  return value;
}

}  // namespace imrec::pnm
