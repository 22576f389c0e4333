// Small files that are made to take memory: whatever they contain, a tool ends with an exit code
// and a message, and stays below the bound of docs/reliability.md.
#include <sys/resource.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include "recordio/compressed/seek_table.h"
#include "recordio/internal/framing.h"
#include "tests/support/files.h"
#include "tests/support/peak_memory.h"
#include "tests/support/process.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Arguments = std::vector<std::string>;

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kSize = 2 * kMiB;  // of most inputs
constexpr std::size_t kMostPixels = 1'000'000;

std::string Repeated(const std::string& text, std::size_t bytes = kSize) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) all += text;
  return all;
}

class HostileInputs : public testing::Test {
 protected:
  // Runs a tool over an input, with little address space, and expects an error, not a crash. `more`
  // is memory that the bound allows besides that for the size of the input.
  void ExpectError(const std::string& tool, const Arguments& arguments, const std::string& message,
                   std::size_t input_size = kSize, std::size_t more = 0) const {
    const std::size_t bound = 128 * kMiB + 64 * input_size + 16 * kMostPixels + more;
    std::int64_t peak = 0;
    const RunOptions options = {.before_exec =
                                    [&] {
                                      if (!CanMeasureMemory()) return;
                                      // Threads reserve address space that they do not use.
                                      const rlim_t space = bound + 1024 * kMiB;
                                      const rlimit limit = {.rlim_cur = space, .rlim_max = space};
                                      ::setrlimit(RLIMIT_AS, &limit);
                                      // A file of some megabytes that takes minutes is a hang.
                                      const rlimit time = {.rlim_cur = 60, .rlim_max = 60};
                                      ::setrlimit(RLIMIT_CPU, &time);
                                    },
                                .meanwhile = [&](int pid) { peak = PeakMemoryOfChild(pid); }};
    const ProcessResult result = RunTool(tool, arguments, options);
    EXPECT_THAT(result.exit_code, testing::AnyOf(1, 2)) << tool << ": " << result.err;
    EXPECT_THAT(result.out + result.err, HasSubstr(message)) << tool;
    if (!CanMeasureMemory()) return;
    EXPECT_LT(peak, static_cast<std::int64_t>(bound)) << tool;
  }

  void ExpectListError(const std::string& text, const std::string& message) const {
    WriteFile(dir_ / "set.lst", text);
    ExpectError("im2rec", {dir_ / "set.lst", dir_ / "images", "--num-thread", "1"}, message,
                text.size());
  }

  void ExpectAnnotationError(const std::string& format, const std::string& file,
                             const std::string& text, const std::string& message) const {
    WriteFile(dir_ / "in" / file, text);
    Arguments arguments = {"--from", format, dir_ / "in" / file, "-o", dir_ / "out.lst"};
    if (format == "coco") arguments.insert(arguments.end(), {"--images", dir_ / "in"});
    ExpectError("voc2lst", arguments, message, text.size());
  }

  TempDir dir_;
};

TEST_F(HostileInputs, Lists) {
  WriteFile(dir_ / "images/a", MakeJpeg({8, 8}));
  ExpectListError(Repeated("x\n"), "more than 100000 lines are malformed");
  ExpectListError(Repeated("\t"), "empty");
  ExpectListError("0\t" + Repeated("1\t") + "a.jpg\n", "a.jpg");
  ExpectListError("0\t1\t" + Repeated("a") + "\n", "aaa");
  ExpectListError(Repeated("0\t1\ta\n"), "repeats index 0 of line 1");
  ExpectListError(Repeated("9"), "found too few TABs");
  ExpectListError(std::string(kSize, '\0'), "found too few TABs");
}

TEST_F(HostileInputs, DeepXml) {
  for (const std::string format : {"voc", "cvat"}) {
    const std::string root = format == "voc" ? "annotation" : "annotations";
    const std::string text = "<" + root + ">" + Repeated("<a>");
    if (format == "cvat") {
      ExpectAnnotationError("cvat", "deep.xml", text, "nested too deeply");
      continue;
    }
    WriteFile(dir_ / "voc/Annotations/deep.xml", text);
    fs::create_directories(dir_ / "voc/JPEGImages");
    ExpectError("voc2lst", {dir_ / "voc", "-o", dir_ / "out.lst"}, "nested too deeply");
  }
}

TEST_F(HostileInputs, EntitiesAreNotExpanded) {
  std::string text = "<?xml version=\"1.0\"?><!DOCTYPE annotations [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 20; ++i) {
    text += "<!ENTITY a" + std::to_string(i) + " \"" +
            Repeated("&a" + std::to_string(i - 1) + ";", 200) + "\">";
  }
  text += "]><annotations><image name=\"&a19;\" width=\"4\" height=\"4\"/></annotations>";
  ExpectAnnotationError("cvat", "entities.xml", text, "entities.xml");
}

TEST_F(HostileInputs, DeepJson) {
  ExpectAnnotationError("coco", "deep.json", Repeated("["), "deep.json");
  ExpectAnnotationError("coco", "objects.json", Repeated("{\"a\":"), "objects.json");
  ExpectAnnotationError("coco", "nested.json", "{\"images\": " + Repeated("["), "nested.json");
  WriteFile(dir_ / "labelme/deep.json", "{\"shapes\": " + Repeated("["));
  ExpectError("voc2lst", {"--from", "labelme", dir_ / "labelme", "-o", dir_ / "out.lst"},
              "nested too deeply");
}

TEST_F(HostileInputs, LongRecordsOfCsv) {
  ExpectAnnotationError("csv", "quote.csv", "\"" + Repeated("a"), "quote.csv:1");
  ExpectAnnotationError("csv", "fields.csv", Repeated(","), "fields.csv:1");
}

TEST_F(HostileInputs, ManifestsAndIndices) {
  const std::string record("\x0a\x23\xd7\xce\x18\0\0\0", 8);
  WriteFile(dir_ / "set.rec", record + std::string(24, '\0'));
  WriteFile(dir_ / "set.idx", "0\t0\n");
  WriteFile(dir_ / "set.manifest.json", Repeated("["));
  ExpectError("imrec", {"verify", dir_ / "set.rec"}, "set.manifest.json");
  WriteFile(dir_ / "set.manifest.json", Repeated("{\"a\":"));
  ExpectError("imrec", {"verify", dir_ / "set.rec"}, "set.manifest.json");
  fs::remove(dir_ / "set.manifest.json");
  WriteFile(dir_ / "set.idx", Repeated("1"));
  ExpectError("imrec", {"verify", dir_ / "set.rec"}, "set.idx");
  WriteFile(dir_ / "set.idx", Repeated("0\t0\n", 4000));
  ExpectError("imrec", {"verify", dir_ / "set.rec"}, "the index has this key twice", 4000);
}

// A record that announces more labels than it has, and one that announces more bytes.
TEST_F(HostileInputs, GiantCounts) {
  const std::string head("\x0a\x23\xd7\xce\x18\0\0\0", 8);
  WriteFile(dir_ / "labels.rec", head + "\xff\xff\xff\x3f" + std::string(20, '\0'));
  ExpectError("imrec", {"extract", dir_ / "labels.rec", "-o", dir_ / "out"}, "1073741823 labels",
              32);
  WriteFile(dir_ / "length.rec",
            std::string("\x0a\x23\xd7\xce\xff\xff\xff\x1f", 8) + std::string(24, '\0'));
  ExpectError("imrec", {"verify", dir_ / "length.rec"}, "536870911 bytes", 32);
}

std::string Frame(const std::string& contents) {
  std::string frame(ZSTD_compressBound(contents.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), contents.data(), contents.size(), 1));
  return frame;
}

// A .rec.zst of one frame with these sizes: the true one, and that in the table.
std::string Compressed(std::size_t contents, std::uint32_t announced) {
  std::string file = Frame(std::string(contents, '\0'));
  SeekTable table;
  table.Add(static_cast<std::uint32_t>(file.size()), announced);
  for (const std::byte byte : table.Format()) file += static_cast<char>(byte);
  return file;
}

TEST_F(HostileInputs, CompressedFiles) {
  // The table says more than there is, and less.
  for (const std::uint32_t announced : {std::uint32_t{1} << 30, std::uint32_t{100}}) {
    const std::string file = Compressed(8 * kMiB, announced);
    WriteFile(dir_ / "set.rec.zst", file);
    ExpectError("imrec", {"verify", dir_ / "set.rec.zst"}, "set.rec.zst", file.size(),
                2 * 8 * kMiB);
  }
  // Zeros are no records. A frame is decompressed as a whole.
  const std::string bomb = Compressed(64 * kMiB, 64 * kMiB);
  WriteFile(dir_ / "bomb.rec.zst", bomb);
  ExpectError("imrec", {"verify", dir_ / "bomb.rec.zst"}, "bad magic", bomb.size(), 64 * kMiB);
}

TEST_F(HostileInputs, Recipes) {
  WriteFile(dir_ / "deep.prototxt", Repeated("layer { "));
  ExpectError("imrec", {"augment", "show", dir_ / "deep.prototxt"}, "deep.prototxt");
  WriteFile(dir_ / "large.prototxt", Repeated("# comment\n", 17 * kMiB));
  ExpectError("imrec", {"augment", "show", dir_ / "large.prototxt"}, "too large for a recipe",
              17 * kMiB);
}

// A number is enough to declare classes, which all get names.
TEST_F(HostileInputs, DeclaredClasses) {
  fs::create_directories(dir_ / "yolo/images");
  const Arguments arguments = {"--from", "yolo", dir_ / "yolo", "-o", dir_ / "a.lst"};
  WriteFile(dir_ / "yolo/data.yaml", "nc: 1000000\ntrain: images\n");
  ExpectError("voc2lst", arguments, "expected a whole number up to 100000", 30);
  WriteFile(dir_ / "yolo/data.yaml", "nc: 100000\ntrain: images\n");
  ExpectError("voc2lst", arguments, "no image is left", 30);
}

// At each eighth byte, a head of a part: `head(i, heads)` is its kind and length.
std::string Heads(std::size_t bytes,
                  const std::function<std::uint32_t(std::uint32_t, std::uint32_t)>& head) {
  const auto count = static_cast<std::uint32_t>(bytes / framing::kHeadSize);
  std::string all;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::array<std::uint32_t, 2> words = {framing::kMagic, head(i, count)};
    all.append(reinterpret_cast<const char*>(words.data()), sizeof(words));
  }
  return all;
}

constexpr std::uint32_t kFirst = 1U << framing::kLengthBits;
constexpr std::uint32_t kMiddle = 2U << framing::kLengthBits;
constexpr std::uint32_t kLast = 3U << framing::kLengthBits;

// The first half of the heads lead to the second, whose parts are empty. The last has `last`.
std::uint32_t HeadOfChain(std::uint32_t i, std::uint32_t heads, std::uint32_t last) {
  const std::uint32_t half = heads / 2;
  if (i < half) return kFirst | (half - i - 1) * 8;
  return i + 1 < heads ? kMiddle : last;
}

TEST_F(HostileInputs, RecordsWithinRecords) {
  constexpr std::size_t kBytes = 4 * kMiB;
  constexpr std::size_t kFewer = kMiB / 2;  // each of their heads is reported
  // Each is the first part of half a file; each ends at the last head, which is no record.
  WriteFile(dir_ / "halves.rec",
            Heads(kBytes, [](std::uint32_t, std::uint32_t heads) { return kFirst | heads * 4; }));
  WriteFile(dir_ / "nested.rec", Heads(kFewer, [](std::uint32_t i, std::uint32_t heads) {
              return i + 1 < heads ? (heads - i - 2) * 8 : 7U << framing::kLengthBits;
            }));
  // Short records between long ones that do not go on.
  WriteFile(dir_ / "turns.rec", Heads(kFewer, [](std::uint32_t i, std::uint32_t heads) {
              return i % 2 == 0 ? kFirst | heads * 4 : 0;
            }));
  // All end as they should, but no record follows.
  WriteFile(dir_ / "chain.rec", Heads(kBytes, [](std::uint32_t i, std::uint32_t heads) {
                                  return HeadOfChain(i, heads, kLast);
                                }) + "no record");
  for (const std::string name : {"halves", "nested", "turns", "chain"}) {
    const std::string file = dir_ / (name + ".rec");
    ExpectError("imrec", {"verify", "-q", file}, "", kBytes);
    ExpectError("imrec", {"repair", "-q", file, "-o", dir_ / "saved.rec", "--force"}, "", kBytes);
  }
}

// Where a head is: there are `left[0]` and `left[1]` bytes to the starts of the frames that follow,
// and `left[2]` to the end.
struct Place {
  std::uint32_t number = 0;
  std::uint32_t heads = 0;
  std::array<std::uint32_t, 3> left;
};

// A .rec.zst of heads, then two large frames of zeros, the last of which may be damaged. `head` is
// the kind and length of a head.
std::string CompressedHeads(std::size_t bytes, bool damaged,
                            const std::function<std::uint32_t(const Place&)>& head) {
  constexpr std::uint32_t kLarge = 17 << 20;  // the cache keeps one of them
  const std::string first = Heads(bytes, [&](std::uint32_t i, std::uint32_t heads) {
    const auto left = static_cast<std::uint32_t>(bytes - (i + 1) * framing::kHeadSize);
    return head({i, heads, {left, left + kLarge, left + 2 * kLarge}});
  });
  std::string file;
  SeekTable table;
  for (const std::string& contents :
       {first, std::string(kLarge, '\0'), std::string(kLarge, '\0')}) {
    const std::string frame = Frame(contents);
    file += frame;
    table.Add(static_cast<std::uint32_t>(frame.size()),
              static_cast<std::uint32_t>(contents.size()));
  }
  if (damaged) file[file.size() - 4] = static_cast<char>(file[file.size() - 4] ^ 1);
  for (const std::byte byte : table.Format()) file += static_cast<char>(byte);
  return file;
}

TEST_F(HostileInputs, RecordsWithinFrames) {
  const auto write = [&](const std::string& name, std::size_t bytes, bool damaged,
                         const std::function<std::uint32_t(const Place&)>& head) {
    WriteFile(dir_ / (name + ".rec.zst"), CompressedHeads(bytes, damaged, head));
  };
  // All records end in the damaged frame, or every other one.
  write("damaged", kMiB, true, [](const Place& at) { return at.left[2]; });
  write("turns", kMiB / 4, true, [](const Place& at) { return at.number % 2 ? 0 : at.left[2]; });
  write("chain", kMiB, true,
        [](const Place& at) { return HeadOfChain(at.number, at.heads, kLast | at.left[2]); });
  // They would go on in one frame and in the other by turns.
  write("frames", kMiB, false,
        [](const Place& at) { return kFirst | (at.left[at.number % 2] + at.number / 2 * 16); });
  // A few of a large frame lead to another.
  write("windows", 20 * kMiB, false, [](const Place& at) {
    return at.number % (kMiB / 8) == 9 ? kFirst | at.left[0] : 7U << framing::kLengthBits;
  });
  for (const std::string name : {"damaged", "turns", "chain", "frames", "windows"}) {
    const std::string file = dir_ / (name + ".rec.zst");
    const std::size_t frames = (name == "windows" ? 55 : 35) * kMiB;
    ExpectError("imrec", {"verify", "-q", file}, "", kSize, frames);
    ExpectError("imrec", {"repair", "-q", file, "-o", dir_ / "saved.rec.zst", "--force"}, "", kSize,
                frames);
  }
}

}  // namespace
}  // namespace imrec::test
