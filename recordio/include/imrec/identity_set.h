// Identity sets: .rec files for face recognition, in the layout of InsightFace's rec_builder.py.
//
// Image records have the keys 1 .. n-1; their first label is the identity, from 0. The images of an
// identity are adjacent. They are followed by one identity record per identity, with the keys n ..
// m-1. It has no image and two labels: the first key of its images and the key after the last. The
// head record has the key 0 and is the first or the last in the file. It has no image and the
// labels n and m.
//
// Labels are float32, so keys above 2^24 are rounded in head and identity records. Readers
// therefore rely on the index and on which records have no image, not on these labels.
#ifndef IMREC_IDENTITY_SET_H_
#define IMREC_IDENTITY_SET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <imrec/dataset_writer.h>
#include <imrec/export.h>
#include <imrec/record_file.h>
#include <imrec/record_index.h>

namespace imrec {

/// The labels of a head or identity record: the keys begin .. end-1.
struct KeyRange {
  double begin = 0;
  double end = 0;
};

/// Returns the key range of a head or identity record. Returns nullopt for any other record: a head
/// or identity record has flag 2, no image, and as labels two whole numbers 0 <= begin <= end.
IMREC_EXPORT std::optional<KeyRange> ParseKeyRange(std::span<const std::byte> payload);

/// The records of an identity set that have no image.
struct IdentityRecords {
  IndexEntry head;
  std::vector<IndexEntry> identities;  // by offset
};

/// If `file` is an identity set, moves the records without an image from `entries` to the result.
/// Otherwise returns nullopt and leaves `entries` unchanged. `entries` is the index of `file`,
/// sorted by offset. Reads the head record only; damage there counts as "not an identity set".
/// `keys_are_ids` says that the keys were taken from the records (see BuildIndex()), which is
/// meaningful only for images; identities then get the keys after those of the images.
IMREC_EXPORT std::optional<IdentityRecords> TakeIdentityRecords(const RecordFile& file,
                                                                bool keys_are_ids,
                                                                std::vector<IndexEntry>& entries);

/// Writes an identity set to a DatasetWriter: the images, then the identity records and the head.
/// Not thread-safe.
class IMREC_EXPORT IdentitySetWriter {
 public:
  /// `writer` must outlive this object, which must be its only user until Finish().
  explicit IdentitySetWriter(DatasetWriter& writer) : writer_(writer) {}

  /// Appends an image record with the next key, from 1. Overwrites the id in `payload` with the
  /// key. The images of an identity must be adjacent. Throws Error(kCorruptData) if the first label
  /// is not an identity, otherwise as DatasetWriter::Write().
  void Write(std::span<std::byte> payload);

  /// Appends the identity records and the head record. Must be the last call.
  void Finish();

  /// Returns the number of images written so far.
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
