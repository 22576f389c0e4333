#include "reader/records/source_files.h"

#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

#include <imrec/class_names.h>
#include <imrec/error.h>
#include <imrec/manifest.h>
#include <imrec/record_index.h>

#include "recordio/internal/byte_source.h"
#include "recordio/internal/parallel_for.h"
#include "recordio/internal/remote_path.h"

namespace imrec {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kManifest = ".manifest.json";
constexpr std::string_view kRecords = ".rec";
constexpr std::string_view kCompressed = ".zst";

// Each question about a remote file is a request.
constexpr int kAskedAtOnce = 32;

// The suffix comes before the query of a URL.
fs::path WithSuffix(const fs::path& path, std::string_view suffix) {
  PathAndQuery parts = SplitQuery(path);
  return (parts.path += suffix) += parts.query;
}

fs::path WithoutSuffix(const fs::path& path, std::string_view suffix) {
  const std::string& name = path.native();
  return name.substr(0, name.size() - suffix.size());
}

bool IsFile(const fs::path& path, const FindOptions& options) {
  return IsReadableFile(path, options.access);
}

// Returns FILE.rec or FILE.rec.zst for FILE.rec; FILE.rec if neither exists.
fs::path PlainOrCompressed(const fs::path& path, const FindOptions& options) {
  // The plain file is asked for first, because most sets are not compressed.
  if (!options.prefer_compressed && IsFile(path, options)) return path;
  const fs::path compressed = WithSuffix(path, kCompressed);
  return IsFile(compressed, options) ? compressed : path;
}

// As above, but throws if the file does not exist, unless keep_missing is set. `names` is the
// reason why it should exist.
fs::path NamedFile(const fs::path& path, const std::string& names, const FindOptions& options) {
  fs::path file = PlainOrCompressed(path, options);
  if (options.keep_missing || IsFile(file, options)) return file;
  // A store that may not be listed answers alike for files that are absent and for those of others.
  const char* const what = IsRemotePath(path) ? "is missing, or may not be read: " : "is missing: ";
  throw Error(ErrorCode::kNotFound, what + names, {.file = ShownPath(path)});
}

SourceFiles FilesOfManifest(const fs::path& manifest, const FindOptions& options) {
  const std::vector<ManifestShard> shards = ReadManifest(manifest, options.access).shards;
  const PathAndQuery parts = SplitQuery(manifest);
  const fs::path folder = parts.path.parent_path();
  SourceFiles found{.files = std::vector<fs::path>(shards.size()), .manifest = manifest};
  const auto find = [&](std::size_t i) {
    found.files[i] = NamedFile((folder / shards[i].file) += parts.query,
                               "it belongs to " + ShownPath(manifest), options);
  };
  ParallelFor(
      shards.size(), IsRemotePath(manifest) ? kAskedAtOnce : 1, find, [](std::size_t) {},
      options.access.remote.on_wait);
  return found;
}

// Returns the files that match a pattern, in the order of the bytes of their names. That of glob()
// depends on the locale, and must be the same on all machines.
std::vector<fs::path> Matching(const fs::path& pattern) {
  glob_t found{};
  std::vector<fs::path> files;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): only GLOB_TILDE reads what other threads may change
  if (::glob(pattern.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    for (std::size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
  }
  ::globfree(&found);
  std::ranges::sort(files, {}, &fs::path::native);
  std::erase_if(files, [](const fs::path& path) { return !IsReadableFile(path); });
  return files;
}

std::vector<fs::path> MatchingRemote(const fs::path& pattern, const FindOptions& options) {
  const std::string& name = pattern.native();
  const std::size_t wildcard = name.find_first_of("*?[");
  if (name.find('/', wildcard) != std::string::npos) {
    throw Error(ErrorCode::kUnsupported,
                "a pattern for remote files may have *, ? and [ only after the last /",
                {.file = ShownPath(pattern)});
  }
  std::vector<fs::path> files;
  for (const std::string& file : ListRemoteFiles(name.substr(0, wildcard), options.access)) {
    if (::fnmatch(name.c_str(), file.c_str(), FNM_PATHNAME) == 0) files.emplace_back(file);
  }
  return files;
}

std::vector<fs::path> FilesOfPattern(const fs::path& pattern, const FindOptions& options) {
  std::vector<fs::path> files =
      IsRemotePath(pattern) ? MatchingRemote(pattern, options) : Matching(pattern);
  // 'train*' also matches train.idx.
  const auto is_plain = [](const fs::path& path) { return path.native().ends_with(kRecords); };
  const auto is_compressed = [](const fs::path& path) {
    return path.native().ends_with(".rec.zst");
  };
  const auto holds_records = [&](const fs::path& path) {
    return is_plain(path) || is_compressed(path);
  };
  if (std::ranges::any_of(files, holds_records)) std::erase_if(files, std::not_fn(holds_records));
  const std::set<fs::path> all(files.begin(), files.end());
  std::erase_if(files, [&](const fs::path& path) {
    return is_compressed(path) && all.contains(WithoutSuffix(path, kCompressed));
  });
  return files;
}

// I and N of "-I-of-N.rec" or "-I-of-N.rec.zst", five digits each, at the end of a name that starts
// with `stem`.
struct ShardNumber {
  std::uint64_t shard = 0;
  std::uint64_t count = 0;
};
std::optional<ShardNumber> ParseShardName(std::string_view name, std::string_view stem) {
  if (name.ends_with(kCompressed)) name.remove_suffix(kCompressed.size());
  constexpr std::string_view kPattern = "-#####-of-#####.rec";
  if (!name.starts_with(stem) || name.size() != stem.size() + kPattern.size()) return std::nullopt;
  name.remove_prefix(stem.size());
  ShardNumber number;
  std::from_chars(name.data() + 1, name.data() + 6, number.shard);
  std::from_chars(name.data() + 10, name.data() + 15, number.count);
  // Accept only the name that a shard with these numbers gets.
  const std::string expected = ShardPath("", number.shard, number.count).string();
  if (number.count < 2 || number.shard >= number.count || name != expected) return std::nullopt;
  return number;
}

// Returns the numbers of shards N of all sets that have a shard PREFIX-I-of-N.
std::set<std::uint64_t> ShardCounts(const fs::path& prefix) {
  std::set<std::uint64_t> counts;
  const std::string stem = prefix.filename().string();
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path(".");
  std::error_code failure;
  if (stem.empty()) return counts;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const auto number = ParseShardName(entry->path().filename().string(), stem);
    if (number && IsReadableFile(entry->path())) counts.insert(number->count);
  }
  return counts;
}

std::vector<fs::path> FilesOfShards(const fs::path& prefix, const FindOptions& options) {
  const std::set<std::uint64_t> counts = ShardCounts(prefix);
  if (counts.empty()) return {};
  const std::uint64_t count = *counts.begin();
  if (counts.size() > 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "there are sets of " + std::to_string(count) + " and of " +
                    std::to_string(*counts.rbegin()) +
                    " shards, and no manifest that names one of them; use a pattern",
                {.file = prefix.string()});
  }
  std::vector<fs::path> files;
  for (std::uint64_t shard = 0; shard < count; ++shard) {
    files.push_back(
        NamedFile(ShardPath(prefix, shard, count), "other shards of its set are there", options));
  }
  return files;
}

// Returns the files of the data set `prefix`; none if it does not exist.
SourceFiles FilesOfPrefix(const fs::path& prefix, const FindOptions& options) {
  const fs::path manifest = WithSuffix(prefix, kManifest);
  if (IsFile(manifest, options)) return FilesOfManifest(manifest, options);
  const fs::path file = PlainOrCompressed(WithSuffix(prefix, kRecords), options);
  return {.files = IsFile(file, options) ? std::vector{file} : FilesOfShards(prefix, options),
          .manifest = {}};
}

// A server may refuse to say what it has.
void ThrowIfRefused(const fs::path& source, const FindOptions& options) {
  try {
    static_cast<void>(OpenFile(source, options.access));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) throw;
  }
}

// Returns the files that belong to a set of this name, one of which names the set.
std::vector<fs::path> FilesBeside(const fs::path& source) {
  const auto [path, query] = SplitQuery(source);
  const fs::path extension = path.extension();
  if (extension == kRecords) {
    return {source, ManifestPathFor(source), IndexPathFor(source), ClassNamesPathFor(source)};
  }
  // With a query, what is added to the name of a set would be a part of the query.
  if (extension == kCompressed || !query.empty()) return {source};
  const fs::path records = WithSuffix(source, kRecords);
  return {source, WithSuffix(source, kManifest), records, IndexPathFor(records),
          ClassNamesPathFor(records)};
}

// Asks a server for all of these at the same time. Their answers stay in the session, so that
// opening the set does not wait for them one by one.
void AskAtOnce(const fs::path& source, const FindOptions& options) {
  if (!IsRemotePath(source) || !options.access.session) return;
  const std::vector<fs::path> paths = FilesBeside(source);
  const auto ask = [&](std::size_t i) {
    try {
      IsFile(paths[i], options);
    } catch (const Error&) {
      if (i == 0) throw;  // of the others, those that are needed report it
    }
  };
  ParallelFor(
      paths.size(), kAskedAtOnce, ask, [](std::size_t) {}, options.access.remote.on_wait);
}

[[noreturn]] void ThrowNotFound(const fs::path& source, const FindOptions& options) {
  if (IsRemotePath(source)) ThrowIfRefused(source, options);
  std::error_code failure;
  if (fs::is_directory(source, failure)) {
    throw Error(ErrorCode::kInvalidArgument,
                "is a folder; name the sets in it, as by '" + (source / "*.rec").string() + "'",
                {.file = source.string()});
  }
  std::string name = fs::path(ShownPath(source)).filename().string();
  if (name.ends_with(kRecords)) name.resize(name.size() - kRecords.size());
  throw Error(ErrorCode::kNotFound,
              "there is no such file, nor " + name + ".rec, " + name + ".manifest.json or shards " +
                  name + "-00000-of-0000N.rec",
              {.file = ShownPath(source)});
}

}  // namespace

SourceFiles FindSourceFiles(const fs::path& source, const FindOptions& options) {
  const std::string& name = source.native();
  if (SplitQuery(source).path.native().ends_with(kManifest)) {
    return FilesOfManifest(source, options);
  }
  // In URLs, ? starts a query.
  const bool is_url = name.starts_with("http://") || name.starts_with("https://");
  const bool is_pattern = name.find_first_of(is_url ? "*[" : "*?[") != std::string::npos;
  if (!is_pattern) AskAtOnce(source, options);
  if (IsFile(source, options)) return {.files = {source}, .manifest = {}};
  if (is_pattern) {
    SourceFiles found{.files = FilesOfPattern(source, options), .manifest = {}};
    if (found.files.empty() && !IsRemotePath(source)) found = FilesOfPrefix(source, options);
    if (!found.files.empty()) return found;
    throw Error(ErrorCode::kNotFound, "no file matches this pattern", {.file = ShownPath(source)});
  }
  SourceFiles found = FilesOfPrefix(source, options);
  if (found.files.empty() && name.ends_with(kRecords)) {
    found = FilesOfPrefix(WithoutSuffix(source, kRecords), options);
  }
  if (found.files.empty()) ThrowNotFound(source, options);
  return found;
}

}  // namespace imrec
