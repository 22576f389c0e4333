// Identity sets: .rec files of face recognition, in the layout of InsightFace's rec_builder.py.
//
// Images have the keys 1 .. n-1 and an identity, from 0, as their (first) label; the images of an
// identity follow each other. One record per identity comes after them, keys n .. m-1, without an
// image and with two labels: the first key of its images and the key after the last. The head
// record, key 0, first or last in the file, has no image either and the labels n and m.
//
// Labels are float32, so keys above 2^24 are rounded in these records. The index and whether a
// record has an image are what counts.
#ifndef IMREC_IDENTITY_SET_H_
#define IMREC_IDENTITY_SET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec {

/// Keys begin .. end-1, as a head or identity record has them.
struct KeyRange {
  double begin = 0;
  double end = 0;
};

/// The range in a head or identity record: two packed labels, whole numbers from 0 on in order, and
/// no image. Nothing if `payload` is another record.
std::optional<KeyRange> ParseKeyRange(std::span<const std::byte> payload);

/// The records of an identity set that are no images.
struct IdentityRecords {
  IndexEntry head;
  std::vector<IndexEntry> identities;  // by offset
};

/// Takes the records without an image out of `entries`, the index of `file` sorted by offset, if
/// this is an identity set. Otherwise returns nothing and leaves `entries` as they are. Reads one
/// or two records. With `keys_are_ids` the keys come from the records themselves (BuildIndex),
/// where only images have their own: then identities are numbered after the images.
std::optional<IdentityRecords> TakeIdentityRecords(const RecordFile& file, bool keys_are_ids,
                                                   std::vector<IndexEntry>& entries);

/// Writes an identity set: images in the order of their identities, then what the layout adds.
class IdentitySetWriter {
 public:
  /// `writer` must outlive it and be written to by it alone.
  explicit IdentitySetWriter(DatasetWriter& writer) : writer_(writer) {}

  /// Appends an image record under the next key, from 1, which also becomes its id. `payload` is
  /// changed. Throws Error(kCorruptData) if its first label is no identity.
  void Write(std::span<std::byte> payload);

  /// Appends the identity records and the head. Nothing may be written afterwards.
  void Finish();

  /// Images so far.
  std::uint64_t images() const { return next_key_ - 1; }

 private:
  DatasetWriter& writer_;
  std::uint64_t next_key_ = 1;
  float last_identity_ = -1;
  std::vector<std::uint64_t> first_keys_;  // of each run of images with one identity
  std::vector<float> labels_;
};

}  // namespace imrec

#endif  // IMREC_IDENTITY_SET_H_
