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

enum class SweptForm {
  kPlain,
  kCompressed,  // set.rec.zst of one frame
  kFrames       // set.rec.zst of several frames, of records that compress well
};

struct SweptSet {
  std::string form;                                          // "plain", "compressed" or "frames"
  std::map<std::string, std::vector<std::byte>> files;       // by name
  std::map<std::uint64_t, std::vector<std::byte>> payloads;  // by key
  // Of a compressed set: where the frames end and the seek table begins, and the most records in a
  // frame.
  std::size_t frames_end = 0;
  std::size_t frame_records = 0;
};

struct SweptSetOptions {
  SweptForm form = SweptForm::kPlain;
  std::size_t records = 12;  // at least 2
  int width = 16;            // of a JPEG, in pixels; its height is 3/4 of it. Not for kFrames.
};

/// Makes a set of detection records in `folder`, which must be empty, and reads its files: set.rec
/// or set.rec.zst, set.idx, set.crc and set.manifest.json. One of the records is stored in parts.
/// Keys are 100, 101, ..
SweptSet MakeSweptSet(const std::filesystem::path& folder, const SweptSetOptions& options);

}  // namespace imrec::test

#endif  // IMREC_TESTS_TRUST_SWEPT_SET_H_
