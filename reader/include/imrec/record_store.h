// The interface through which readers access records.
#ifndef IMREC_RECORD_STORE_H_
#define IMREC_RECORD_STORE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/error.h>
#include <imrec/export.h>

namespace imrec {

/// Records that are numbered from 0. Implementations are thread-safe: const members may be called
/// from several threads at once. `ordinal` must be less than size().
class IMREC_EXPORT RecordStore {
 public:
  virtual ~RecordStore() = default;

  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t key(std::uint64_t ordinal) const = 0;
  /// Returns the file, key and offset of a record, for messages.
  virtual ErrorContext Where(std::uint64_t ordinal) const = 0;

  /// Replaces `payload` by the payload of a record; reuses its capacity. Throws Error with file,
  /// key and offset.
  virtual void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const = 0;

  /// Replaces `labels` by the labels of a record, without reading its image. `scratch` is working
  /// memory. Throws as Read().
  virtual void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                          std::vector<float>& labels) const = 0;

  /// Hints that `count` records, starting at `ordinal`, will be read soon.
  virtual void WillRead(std::uint64_t ordinal, std::uint64_t count) const = 0;
  /// Hints that only the labels of these records will be read soon.
  virtual void WillReadLabels(std::uint64_t ordinal, std::uint64_t count) const = 0;
};

}  // namespace imrec

#endif  // IMREC_RECORD_STORE_H_
