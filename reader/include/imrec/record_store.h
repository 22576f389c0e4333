// Where a reader gets its records from.
#ifndef IMREC_RECORD_STORE_H_
#define IMREC_RECORD_STORE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <imrec/error.h>

namespace imrec {

/// Records by ordinal, counted from 0. Thread-safe.
class RecordStore {
 public:
  virtual ~RecordStore() = default;

  virtual std::uint64_t size() const = 0;
  virtual std::uint64_t key(std::uint64_t ordinal) const = 0;
  /// File, key and offset of a record, for messages.
  virtual ErrorContext Where(std::uint64_t ordinal) const = 0;

  /// Reads a record's payload (capacity is reused). Throws Error with file, key and offset.
  virtual void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const = 0;

  /// Reads a record's labels without its image. `scratch` is working memory.
  virtual void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& scratch,
                          std::vector<float>& labels) const = 0;

  /// A hint that `count` records from `ordinal` on will be read soon.
  virtual void WillRead(std::uint64_t ordinal, std::uint64_t count) const = 0;
};

}  // namespace imrec

#endif  // IMREC_RECORD_STORE_H_
