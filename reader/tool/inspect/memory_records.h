// Records in memory.
#ifndef IMREC_READER_TOOL_INSPECT_MEMORY_RECORDS_H_
#define IMREC_READER_TOOL_INSPECT_MEMORY_RECORDS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <imrec/image_record.h>
#include <imrec/record_store.h>

namespace imrec::tool {

/// A value type. Thread-safe as long as no record is added.
class MemoryRecords final : public RecordStore {
 public:
  void Add(ErrorContext where, std::vector<std::byte> payload) {
    records_.push_back({.where = std::move(where), .payload = std::move(payload)});
  }
  const std::vector<std::byte>& payload(std::uint64_t ordinal) const {
    return records_[ordinal].payload;
  }

  std::uint64_t size() const override { return records_.size(); }
  std::uint64_t key(std::uint64_t ordinal) const override {
    return records_[ordinal].where.key.value_or(ordinal);
  }
  ErrorContext Where(std::uint64_t ordinal) const override { return records_[ordinal].where; }
  void Read(std::uint64_t ordinal, std::vector<std::byte>& payload) const override {
    payload = records_[ordinal].payload;
  }
  void ReadLabels(std::uint64_t ordinal, std::vector<std::byte>& /*scratch*/,
                  std::vector<float>& labels) const override {
    ImageRecordView(records_[ordinal].payload).CopyLabels(labels);
  }
  void WillRead(std::uint64_t /*ordinal*/, std::uint64_t /*count*/) const override {}
  void WillReadLabels(std::uint64_t /*ordinal*/, std::uint64_t /*count*/) const override {}

 private:
  struct Record {
    ErrorContext where;
    std::vector<std::byte> payload;
  };
  std::vector<Record> records_;
};

}  // namespace imrec::tool

#endif  // IMREC_READER_TOOL_INSPECT_MEMORY_RECORDS_H_
