#include "im2rec/plan/shard_receipt.h"

#include <system_error>

#include <imrec/error.h>

#include "im2rec/plan/json_fields.h"
#include "recordio/internal/read_file.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr const char* kReceiptFormat = "imrec-receipt";

std::string NameOf(std::uint64_t shard) { return std::to_string(shard) + ".json"; }

Json ToJson(const Fingerprint& contents) {
  return {{"bytes", contents.size}, {"xxh3_128", contents.digest}};
}

Fingerprint FingerprintFrom(const JsonFields& fields) {
  return {.size = fields.Number("bytes"), .digest = fields.Text("xxh3_128")};
}

Json ToJson(const LabelFacts::Widths& widths) {
  return {{"records", widths.records},
          {"min", widths.min},
          {"max", widths.max},
          {"header", widths.header},
          {"object", widths.object}};
}

LabelFacts::Widths WidthsFrom(const JsonFields& fields) {
  return {.records = fields.Number("records"),
          .min = fields.Number("min"),
          .max = fields.Number("max"),
          .header = fields.Number("header"),
          .object = fields.Number("object")};
}

Json ToJson(const LabelFacts& labels) {
  return {{"plain", ToJson(labels.plain)}, {"detections", ToJson(labels.detections)},
          {"sound", ToJson(labels.sound)}, {"others", labels.others},
          {"ranges", labels.ranges},       {"range_lengths", labels.range_lengths}};
}

LabelFacts LabelsFrom(const JsonFields& fields) {
  LabelFacts labels{.plain = WidthsFrom(fields.Object("plain")),
                    .detections = WidthsFrom(fields.Object("detections")),
                    .sound = WidthsFrom(fields.Object("sound")),
                    .others = fields.Number("others"),
                    .ranges = fields.Number("ranges")};
  for (const Json& length : fields.Array("range_lengths")) {
    if (!length.is_number()) throw Error(ErrorCode::kCorruptData, "a range length is not a number");
    labels.range_lengths.insert(length.get<double>());
  }
  return labels;
}

Json ToJson(const SkippedLine& line) {
  Json json = {{"line", line.line}};
  if (line.index) json["index"] = *line.index;
  json["path"] = TextToJson(line.path);
  json["reason"] = TextToJson(line.reason);
  return json;
}

SkippedLine SkippedFrom(const JsonFields& fields) {
  SkippedLine line{
      .line = fields.Number("line"), .path = fields.Text("path"), .reason = fields.Text("reason")};
  if (fields.Has("index")) line.index = fields.Number("index");
  return line;
}

Json ToJson(const FrameMismatches& mismatches) {
  return {{"images", mismatches.images},
          {"line", mismatches.line},
          {"path", TextToJson(mismatches.path)}};
}

FrameMismatches MismatchesFrom(const JsonFields& fields) {
  return {.images = fields.Number("images"),
          .line = fields.Number("line"),
          .path = fields.Text("path")};
}

ShardReceipt ReceiptFrom(const std::string& text, const StagedSet& set, std::uint64_t shard) {
  const Json json = ParseJsonFile(text, kReceiptFormat);
  const JsonFields fields(json);
  if (fields.Text("run") != set.run || fields.Number("shard") != shard) {
    throw Error(ErrorCode::kCorruptData, "is the receipt of another shard or run");
  }
  const JsonFields files = fields.Object("files");
  ShardReceipt receipt{.packed = {.records = fields.Number("records"),
                                  .plain = FingerprintFrom(files.Object("plain")),
                                  .stored = FingerprintFrom(files.Object("rec")),
                                  .index = FingerprintFrom(files.Object("idx")),
                                  .checksums = FingerprintFrom(files.Object("crc")),
                                  .labels = LabelsFrom(fields.Object("labels"))},
                       .skipped = {}};
  for (const Json& line : fields.Array("skipped")) {
    receipt.skipped.push_back(SkippedFrom(JsonFields(line, "skipped")));
  }
  if (fields.Has("misnamed")) receipt.misnamed = fields.Number("misnamed");
  if (fields.Has("kept_bytes")) receipt.kept_bytes = fields.Number("kept_bytes");
  if (fields.Has("frame_mismatches")) {
    receipt.frame_mismatches = MismatchesFrom(fields.Object("frame_mismatches"));
  }
  if (fields.Has("etags")) {
    for (const Json& etag : fields.Array("etags")) {
      if (!etag.is_string()) throw Error(ErrorCode::kCorruptData, "an ETag is not text");
      receipt.etags.push_back(etag.get<std::string>());
    }
  }
  return receipt;
}

}  // namespace

fs::path ReceiptPath(const StagedSet& set, std::uint64_t shard) {
  return set.Folder() / NameOf(shard);
}

std::string FormatReceipt(const StagedSet& set, std::uint64_t shard, const ShardReceipt& receipt) {
  const PackedShard& packed = receipt.packed;
  Json json = {{"format", kReceiptFormat},
               {"format_version", 1},
               {"run", set.run},
               {"shard", shard},
               {"records", packed.records},
               {"files",
                {{"plain", ToJson(packed.plain)},
                 {"rec", ToJson(packed.stored)},
                 {"idx", ToJson(packed.index)},
                 {"crc", ToJson(packed.checksums)}}},
               {"labels", ToJson(packed.labels)},
               {"skipped", Json::array()}};
  for (const SkippedLine& line : receipt.skipped) json["skipped"].push_back(ToJson(line));
  if (receipt.misnamed > 0) json["misnamed"] = receipt.misnamed;
  if (receipt.kept_bytes > 0) json["kept_bytes"] = receipt.kept_bytes;
  if (receipt.frame_mismatches.images > 0) {
    json["frame_mismatches"] = ToJson(receipt.frame_mismatches);
  }
  if (!receipt.etags.empty()) json["etags"] = receipt.etags;
  return FormatJsonFile(json);
}

void WriteReceipt(const StagedSet& set, std::uint64_t shard, const ShardReceipt& receipt) {
  WriteRunFile(set, NameOf(shard), FormatReceipt(set, shard, receipt));
}

ShardReceipt ParseReceipt(const std::string& text, const StagedSet& set, std::uint64_t shard,
                          const std::string& name) {
  try {
    return ReceiptFrom(text, set, shard);
  } catch (const Error& error) {
    throw Error(error.code(), error.reason() + "; remove this file and pack the shard again",
                {.file = name});
  }
}

std::optional<ShardReceipt> ReadReceipt(const StagedSet& set, std::uint64_t shard) {
  const fs::path path = ReceiptPath(set, shard);
  std::string text;
  try {
    text = ReadTextFile(path);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kNotFound) return std::nullopt;
    throw;
  }
  return ParseReceipt(text, set, shard, path.string());
}

std::uint64_t CountReceipts(const StagedSet& set) {
  std::uint64_t count = 0;
  for (std::uint64_t shard = 0; shard < set.options.shard_count; ++shard) {
    std::error_code failure;
    count += fs::is_regular_file(ReceiptPath(set, shard), failure) ? 1 : 0;
  }
  return count;
}

}  // namespace imrec
