#include "reader/tool/files/output_keys.h"

#include <unordered_set>

#include <imrec/error.h>
#include <imrec/image_record.h>
#include <CLI/CLI.hpp>

namespace imrec::tool {

CLI::Option* AddKeys(CLI::App& app, std::string& keys) {
  return app
      .add_option(
          "--keys", keys,
          "renumber: number keys and ids 0, 1, 2 and so on in reading order; keep: keep the keys, "
          "which must all be different")
      ->check(CLI::IsMember({"renumber", "keep"}))
      ->capture_default_str();
}

void RequireDistinctKeys(const InputSet& input) {
  const RecordStore& records = input.records();
  std::unordered_set<std::uint64_t> keys;
  for (std::uint64_t i = 0; i < records.size(); ++i) {
    if (keys.insert(records.key(i)).second) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "another record has the same key; --keys renumber numbers all records",
                records.Where(i));
  }
}

void SetRecordId(std::uint64_t key, std::span<std::byte> payload) {
  if (payload.size() >= ImageRecordView::kHeaderSize) SetImageRecordId(key, payload);
}

}  // namespace imrec::tool
