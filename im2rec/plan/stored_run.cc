#include "im2rec/plan/stored_run.h"

#include <algorithm>
#include <array>
#include <utility>

#include <imrec/error.h>

#include "recordio/internal/imrec_version.h"

namespace imrec {
namespace {

constexpr const char* kRunning = "running";

std::array<std::uint64_t, 3> SizesOf(const PackedShard& packed) {
  return {packed.stored.size, packed.index.size, packed.checksums.size};
}

bool AreThose(const std::vector<std::optional<StoredObjectInfo>>& objects,
              const ShardReceipt& receipt) {
  const auto sizes = SizesOf(receipt.packed);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (!objects[i] || objects[i]->size != sizes[i]) return false;
    // A store may have no ETags.
    const bool known = i < receipt.etags.size() && !receipt.etags[i].empty();
    if (known && objects[i]->etag != receipt.etags[i]) return false;
  }
  return true;
}

}  // namespace

StoredRun::StoredRun(const PlanFile& plan, std::function<void()> on_wait)
    : staged_(StagedSetOf(plan)), set_(staged_.options, std::move(on_wait)) {}

std::string StoredRun::NameInRun(const std::string& name) const {
  return staged_.options.prefix.native() + '.' + staged_.run + '/' + name;
}

std::string StoredRun::ReceiptName(std::uint64_t shard) const {
  return NameInRun(std::to_string(shard) + ".json");
}

void StoredRun::Begin() { store().PutText(staged_.run + '\n', NameInRun(kRunning)); }

bool StoredRun::IsRunning() { return store().GetText(NameInRun(kRunning)).has_value(); }

void StoredRun::End() {
  // First, so that processes that are still packing do not write receipts any more.
  store().Remove({NameInRun(kRunning)});
  std::vector<std::string> names;
  for (const StoredObjectInfo& object : store().List(NameInRun(""))) names.push_back(object.name);
  store().Remove(names);
}

std::optional<Manifest> StoredRun::FindFinished() {
  set_.Refresh();
  return set_.FindComplete({.tool = staged_.options.tool,
                            .tool_version = ImrecVersion(),
                            .options = staged_.options.options,
                            .class_names = staged_.options.class_names});
}

std::uint64_t StoredRun::CountReceipts() {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      store().List(NameInRun("")),
      [](const StoredObjectInfo& object) { return object.name.ends_with(".json"); }));
}

std::optional<ShardReceipt> StoredRun::ReadReceipt(std::uint64_t shard) {
  const std::string name = ReceiptName(shard);
  const std::optional<StoredText> text = store().GetText(name);
  if (!text) return std::nullopt;
  return ParseReceipt(text->text, staged_, shard, name);
}

std::vector<std::optional<ShardReceipt>> StoredRun::ReadReceipts() {
  std::vector<std::string> names;
  for (std::uint64_t shard = 0; shard < staged_.options.shard_count; ++shard) {
    names.push_back(ReceiptName(shard));
  }
  const auto texts = store().GetTexts(names);
  std::vector<std::optional<ShardReceipt>> receipts(names.size());
  for (std::uint64_t shard = 0; shard < names.size(); ++shard) {
    if (!texts[shard]) continue;
    receipts[shard] = ParseReceipt(texts[shard]->text, staged_, shard, names[shard]);
  }
  return receipts;
}

void StoredRun::PutReceipt(std::uint64_t shard, const ShardReceipt& receipt) {
  store().PutText(FormatReceipt(staged_, shard, receipt), ReceiptName(shard));
}

bool StoredRun::PutFirstReceipt(std::uint64_t shard, const ShardReceipt& receipt) {
  return store().PutTextIfAbsent(FormatReceipt(staged_, shard, receipt), ReceiptName(shard));
}

void StoredRun::RemoveReceipt(std::uint64_t shard) { store().Remove({ReceiptName(shard)}); }

std::vector<std::string> StoredRun::FilesOf(std::uint64_t shard) const {
  return FileNamesOfShard(staged_.ShardFile(shard).filename().string(),
                          staged_.options.compression_level.has_value());
}

StoredRun::Objects StoredRun::ObjectsOf(std::uint64_t shard) {
  const std::string stem = staged_.ShardFile(shard).stem().string();
  const std::vector<StoredObjectInfo> listed = store().List(set_.NameOf(stem + '.'));
  Objects objects;
  for (const std::string& file : FilesOf(shard)) {
    const auto found = std::ranges::find(listed, set_.NameOf(file), &StoredObjectInfo::name);
    objects.push_back(found == listed.end() ? std::nullopt : std::optional(*found));
  }
  return objects;
}

std::vector<std::string> StoredRun::ETagsOf(std::uint64_t shard, const ShardReceipt& receipt) {
  const Objects objects = ObjectsOf(shard);
  if (!AreThose(objects, receipt)) {
    throw Error(ErrorCode::kIo, "was replaced by another process, with other contents",
                {.file = set_.NameOf(FilesOf(shard).front())});
  }
  std::vector<std::string> etags;
  for (const auto& object : objects) etags.push_back(object->etag);
  return etags;
}

// Nothing is sent of a shard without records.
bool StoredRun::Holds(std::uint64_t shard, const ShardReceipt& receipt) {
  return receipt.packed.records == 0 || AreThose(ObjectsOf(shard), receipt);
}

bool StoredRun::Held(std::uint64_t shard, const ShardReceipt& receipt) const {
  Objects objects;
  for (const std::string& file : FilesOf(shard)) objects.push_back(set_.Find(file));
  return receipt.packed.records == 0 || AreThose(objects, receipt);
}

}  // namespace imrec
