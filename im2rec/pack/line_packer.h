// Makes the payload of a record from a list line.
#ifndef IMREC_IM2REC_PACK_LINE_PACKER_H_
#define IMREC_IM2REC_PACK_LINE_PACKER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <imrec/list_file.h>
#include <imrec/pack_options.h>

#include "im2rec/pack/image_file.h"
#include "im2rec/pack/image_transform.h"
#include "im2rec/pack/skip_memory.h"

namespace imrec {

/// The payload of a record, or the reason why there is none.
struct PackedLine {
  std::uint64_t index = 0;  // of the line
  std::vector<std::byte> payload;
  std::string failure;
  bool misnamed = false;        // the extension is that of another image format
  bool kept_bytes = false;      // the image has the bytes of the file
  ImageSize image = {};         // as stored in the record
  bool in_other_frame = false;  // than its boxes, see FrameMismatches
};

/// Packs lines for one worker. Reuses its working memory. Not thread-safe.
class LinePacker {
 public:
  /// `root` and `memory` must outlive this object.
  LinePacker(const std::filesystem::path& root, const ImageOptions& options, LabelPacking labels,
             const SkipMemory& memory)
      : root_(root),
        memory_(memory),
        labels_(labels),
        files_(options.limits),
        transform_(options) {}

  PackedLine Pack(const ListEntry& entry) noexcept;

 private:
  const std::filesystem::path& root_;
  const SkipMemory& memory_;
  LabelPacking labels_;
  ImageFileReader files_;
  ImageTransform transform_;
  std::vector<std::byte> contents_;
};

}  // namespace imrec

#endif  // IMREC_IM2REC_PACK_LINE_PACKER_H_
