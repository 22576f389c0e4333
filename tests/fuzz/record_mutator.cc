#include "tests/fuzz/record_mutator.h"

#include <array>
#include <utility>

namespace imrec::fuzz {
namespace {

constexpr std::uint32_t kMagic = 0xced7230a;
constexpr std::size_t kHeadSize = 8;
constexpr unsigned kLengthBits = 29;
constexpr std::uint32_t kKinds = 8;
constexpr std::size_t kImageHeaderSize = 24;  // flag, label, id and id2

struct Part {
  std::uint32_t kind = 0;
  Bytes payload;
};

std::uint32_t Load(const Bytes& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i > 0; --i) value = value << 8 | bytes[at + i - 1];
  return value;
}

void Store(std::uint32_t value, Bytes& bytes, std::size_t at) {
  for (std::size_t i = 0; i < 4; ++i, value >>= 8) {
    bytes[at + i] = static_cast<std::uint8_t>(value & 0xff);
  }
}

constexpr std::size_t Padded(std::size_t size) { return (size + 3) & ~std::size_t{3}; }

// The well-formed parts at the start of a file, and the bytes after them.
struct Parts {
  std::vector<Part> parts;
  Bytes rest;
};

Parts Split(const Bytes& bytes) {
  Parts file;
  std::size_t at = 0;
  while (bytes.size() - at >= kHeadSize && Load(bytes, at) == kMagic) {
    const std::uint32_t lrec = Load(bytes, at + 4);
    const std::size_t length = lrec & ((std::uint32_t{1} << kLengthBits) - 1);
    if (Padded(length) > bytes.size() - at - kHeadSize) break;
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at + kHeadSize);
    file.parts.push_back({.kind = lrec >> kLengthBits,
                          .payload = Bytes(begin, begin + static_cast<std::ptrdiff_t>(length))});
    at += kHeadSize + Padded(length);
  }
  file.rest.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.end());
  return file;
}

Bytes Join(const Parts& file) {
  Bytes bytes;
  for (const Part& part : file.parts) {
    const std::size_t at = bytes.size();
    bytes.resize(at + kHeadSize);
    Store(kMagic, bytes, at);
    Store(part.kind << kLengthBits | static_cast<std::uint32_t>(part.payload.size()), bytes,
          at + 4);
    bytes.insert(bytes.end(), part.payload.begin(), part.payload.end());
    bytes.resize(at + kHeadSize + Padded(part.payload.size()));
  }
  bytes.insert(bytes.end(), file.rest.begin(), file.rest.end());
  return bytes;
}

// The flag of an image record is its number of labels.
void ChangeImageHeader(Bytes& payload, ByteMutator mutate, Choices& choices) {
  if (payload.size() < kImageHeaderSize) return;
  constexpr std::array<std::uint32_t, 8> kValues = {0,    1,          2,          5,
                                                    4096, 0x3fffffff, 0x40000000, 0xffffffff};
  const std::size_t field = 4 * choices.Below(kImageHeaderSize / 4);
  if (!choices.OneIn(3)) {
    Store(choices.Of(kValues), payload, field);
    return;
  }
  Bytes value(payload.begin() + static_cast<std::ptrdiff_t>(field),
              payload.begin() + static_cast<std::ptrdiff_t>(field + 4));
  value.resize(mutate(value.data(), value.size(), value.size()));
  std::copy(value.begin(), value.end(), payload.begin() + static_cast<std::ptrdiff_t>(field));
}

// Makes two parts of one, as a writer does at a magic number in the payload.
void Cut(Parts& file, std::size_t index, Choices& choices) {
  Part& part = file.parts[index];
  const std::size_t at = choices.Below(part.payload.size() + 1) & ~std::size_t{3};
  Part tail = {
      .kind = 3,
      .payload = Bytes(part.payload.begin() + static_cast<std::ptrdiff_t>(at), part.payload.end())};
  part.payload.resize(at);
  part.kind = part.kind == 0 ? 1 : 2;
  file.parts.insert(file.parts.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(tail));
}

void InsertMagic(Bytes& payload, Choices& choices) {
  const std::size_t at = choices.Below(payload.size() + 1) & ~std::size_t{3};
  payload.insert(payload.begin() + static_cast<std::ptrdiff_t>(at), 4, 0);
  Store(kMagic, payload, at);
}

void Change(Parts& file, ByteMutator mutate, Choices& choices) {
  const std::size_t index = choices.Below(file.parts.size());
  Part& part = file.parts[index];
  switch (choices.Below(10)) {
    case 0:
      part.kind = static_cast<std::uint32_t>(choices.Below(choices.OneIn(4) ? kKinds : 4));
      break;
    case 1:
      std::swap(part, choices.Of(file.parts));
      break;
    case 2:
      file.parts.push_back(part);
      break;
    case 3:
      if (file.parts.size() > 1) {
        file.parts.erase(file.parts.begin() + static_cast<std::ptrdiff_t>(index));
      }
      break;
    case 4:
      Cut(file, index, choices);
      break;
    case 5:
      InsertMagic(part.payload, choices);
      break;
    case 6:
    case 7:
      ChangeImageHeader(part.payload, mutate, choices);
      break;
    default:
      MutateBytes(mutate, 64, part.payload);
  }
}

}  // namespace

void MutateRecords(Bytes& bytes, ByteMutator mutate, Choices& choices) {
  Parts file = Split(bytes);
  if (file.parts.empty() || choices.OneIn(10)) {
    MutateBytes(mutate, 64, bytes);
    return;
  }
  Change(file, mutate, choices);
  bytes = Join(file);
}

}  // namespace imrec::fuzz
