// The small data set whose files the corruption sweep damages.
#ifndef IMREC_TESTS_TRUST_SWEPT_SET_H_
#define IMREC_TESTS_TRUST_SWEPT_SET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace imrec::test {

struct SweptSet {
  std::string form;                                          // "plain" or "compressed"
  std::map<std::string, std::vector<std::byte>> files;       // by name
  std::map<std::uint64_t, std::vector<std::byte>> payloads;  // by key
};

/// Makes a set of detection records in `folder`, which must be empty, and reads its files: set.rec
/// or set.rec.zst, set.idx, set.crc and set.manifest.json. One of the records is stored in parts.
/// Keys are 100, 101, ..
SweptSet MakeSweptSet(const std::filesystem::path& folder, std::size_t records, bool compressed);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_SWEPT_SET_H_
