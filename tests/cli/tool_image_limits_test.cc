// Small files that claim to be large pictures, and things that are no files, through all tools.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/files.h"
#include "tests/support/forged_images.h"
#include "tests/support/image_records.h"
#include "tests/support/peak_memory.h"
#include "tests/support/process.h"
#include "tests/support/voc_set.h"

namespace imrec::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

constexpr std::int64_t kMostBytes = std::int64_t{64} << 20;  // beyond what a sound set takes

struct Bomb {
  std::string name;
  std::string extension;
  std::vector<std::byte> encoded;
};

std::vector<Bomb> Bombs() {
  constexpr ImageSize kLargest{.width = 65500, .height = 65500};
  constexpr ImageSize kAllowed{.width = 16384, .height = 16384};
  return {
      {"baseline of 519 bytes", ".jpg", MakeFlatJpeg({.size = kAllowed, .entropy_bytes = 363})},
      {"beyond the limit", ".jpg", MakeFlatJpeg({.size = kLargest, .entropy_bytes = 4000})},
      {"restarted", ".jpg",
       MakeFlatJpeg({.size = kLargest, .entropy_bytes = 4000, .restart_interval = 4})},
      {"progressive", ".jpg",
       MakeFlatJpeg({.size = kAllowed, .progressive = true, .entropy_bytes = 1240})},
      {"PNG", ".png", MakePngBomb(kAllowed)},
      {"interlaced PNG", ".png", MakePngBomb(kAllowed, true)},
      {"raw", ".raw", MakeRawBomb(kAllowed)},
  };
}

// What `imrec` may be asked to do with a record file; OUT and OUT.png are written.
std::vector<Arguments> RecordCommands(const std::string& file, const std::string& out) {
  return {
      {"bench", file, "--epochs", "1", "--batch-size", "2", "--threads", "1", "--preset", "ssd300"},
      {"bench", file, "--epochs", "1", "--batch-size", "2", "--threads", "1", "--preset",
       "eval300"},
      {"verify", file},
      {"verify", file, "--decode", "--threads", "1"},
      {"repair", file, "--decode", "--force", "-o", out},
      {"convert", file, "--jpeg", "crop-ready", "--force", "-o", out},
      {"convert", file, "--jpeg", "baseline", "--force", "-o", out},
      {"convert", file, "--encoding", ".png", "--force", "-o", out},
      {"preview", file, "--force", "-o", out + ".png"},
      {"doctor", file, "--seconds", "0.05", "--threads", "1"},
      {"extract", file, "--force", "-o", out + ".files"},
  };
}

std::vector<Arguments> PackOptions() {
  return {{},
          {"--resize", "100"},
          {"--pass-through"},
          {"--pass-through", "--check", "decode"},
          {"--pass-through", "--jpeg", "baseline"},
          {"--pass-through", "--jpeg", "crop-ready"},
          {"--jpeg", "crop-ready"},
          {"--encoding", ".png"}};
}

std::string Joined(const Arguments& arguments) {
  std::string text;
  for (const std::string& argument : arguments) text += argument + ' ';
  return text;
}

class ImageLimitsTool : public testing::Test {
 protected:
  // Packs set.lst with one thread.
  ProcessResult Pack(Arguments arguments) const {
    arguments.insert(arguments.end(),
                     {"--num-thread", "1", dir_ / "set.lst", (dir_ / "in").string()});
    // Whatever waits for ever is killed.
    return RunTool("im2rec", arguments, {.before_exec = [] { ::alarm(30); }});
  }
  void WriteList(const Arguments& names) const {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
      list += std::to_string(i) + "\t0\t" + names[i] + '\n';
    }
    WriteFile(dir_ / "set.lst", list);
  }

  TempDir dir_;
};

TEST_F(ImageLimitsTool, BombsInRecordsCostNothing) {
  const bool measures = CanMeasureMemory();
  const std::vector<std::byte> sound = MakeJpeg({200, 150});
  WriteImageRecords(dir_ / "sound.rec", {sound, sound, sound, sound});
  const std::vector<Arguments> idle = RecordCommands(dir_ / "sound.rec", dir_ / "out.rec");
  std::vector<std::int64_t> idle_memory;
  for (const Arguments& arguments : idle) {
    const ProcessResult result = RunTool("imrec", arguments);
    EXPECT_EQ(result.exit_code, 0) << Joined(arguments) << result.err;
    idle_memory.push_back(result.peak_memory);
  }
  for (const Bomb& bomb : Bombs()) {
    WriteImageRecords(dir_ / "bomb.rec", {sound, bomb.encoded, sound, sound});
    const std::vector<Arguments> commands = RecordCommands(dir_ / "bomb.rec", dir_ / "out.rec");
    for (std::size_t i = 0; i < commands.size(); ++i) {
      // It measures for a fixed time, which is long.
      if (commands[i][0] == "doctor" && bomb.name != "progressive") continue;
      const ProcessResult result = RunTool("imrec", commands[i]);
      // It is named and left out, but where only bytes are copied, or other records are taken.
      const std::string& command = commands[i][0];
      const bool copies =
          command == "extract" ||
          (command == "convert" && commands[i][2] == "--jpeg" && bomb.extension != ".jpg");
      const bool passes_by = copies || command == "doctor";
      EXPECT_EQ(result.exit_code, passes_by ? 0 : 1)
          << bomb.name << ": " << Joined(commands[i]) << result.out << result.err;
      if (!measures) continue;
      EXPECT_LT(result.peak_memory - idle_memory[i], kMostBytes)
          << bomb.name << ": " << Joined(commands[i]);
    }
  }
}

TEST_F(ImageLimitsTool, BombsAmongFilesCostNothing) {
  const bool measures = CanMeasureMemory();
  WriteFile(dir_ / "in/sound.jpg", MakeJpeg({200, 150}));
  for (const Arguments& arguments : PackOptions()) {
    WriteList({"sound.jpg", "sound.jpg"});
    const ProcessResult idle = Pack(arguments);
    EXPECT_EQ(idle.exit_code, 0) << idle.err;
    for (const Bomb& bomb : Bombs()) {
      WriteFile(dir_ / ("in/bomb" + bomb.extension), bomb.encoded);
      WriteList({"sound.jpg", "bomb" + bomb.extension});
      const ProcessResult result = Pack(arguments);
      EXPECT_EQ(result.exit_code, 1) << bomb.name << ": " << Joined(arguments) << result.err;
      EXPECT_THAT(result.err, HasSubstr("skipped bomb" + bomb.extension));
      if (!measures) continue;
      EXPECT_LT(result.peak_memory - idle.peak_memory, kMostBytes)
          << bomb.name << ": " << Joined(arguments);
    }
  }
}

TEST_F(ImageLimitsTool, MaxPixelsIsAnOption) {
  WriteFile(dir_ / "in/small.jpg", MakeJpeg({100, 50}));
  WriteFile(dir_ / "in/large.jpg", MakeJpeg({100, 51}));
  WriteList({"small.jpg", "large.jpg"});
  for (const Arguments& arguments : {Arguments{}, Arguments{"--pass-through"}}) {
    Arguments limited = arguments;
    limited.insert(limited.end(), {"--max-pixels", "5000"});
    const ProcessResult result = Pack(limited);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(result.err, AllOf(HasSubstr("skipped large.jpg"), HasSubstr("100x51 pixels"),
                                  HasSubstr("limit of 5000")));
    EXPECT_EQ(Pack(arguments).exit_code, 0);
  }
  EXPECT_EQ(Pack({"--max-pixels", "0"}).exit_code, 2);
  EXPECT_EQ(Pack({"--max-scan-pixels", "0"}).exit_code, 2);

  WriteImageRecords(dir_ / "two.rec", {MakeJpeg({100, 50}), MakeJpeg({100, 51})});
  for (Arguments arguments : RecordCommands(dir_ / "two.rec", dir_ / "out.rec")) {
    if (arguments[0] == "extract" || arguments[0] == "doctor") continue;
    EXPECT_EQ(RunTool("imrec", arguments).exit_code, 0) << Joined(arguments);
    arguments.insert(arguments.end(), {"--max-pixels", "5000"});
    EXPECT_EQ(RunTool("imrec", arguments).exit_code, 1) << Joined(arguments);
  }
  for (const Arguments& arguments : {Arguments{"preview", dir_ / "two.rec", "--record", "1",
                                               "--force", "-o", dir_ / "sheet.png"},
                                     Arguments{"preview", dir_ / "two.rec", "--explain", "1"},
                                     Arguments{"preview", dir_ / "two.rec", "--stats", "4"}}) {
    EXPECT_EQ(RunTool("imrec", arguments).exit_code, 0);
    Arguments limited = arguments;
    limited.insert(limited.end(), {"--max-pixels", "5000"});
    EXPECT_NE(RunTool("imrec", limited).exit_code, 0) << Joined(limited);
  }
  const ProcessResult verified =
      RunTool("imrec", {"verify", dir_ / "two.rec", "--max-pixels", "5000"});
  EXPECT_THAT(verified.out, AllOf(HasSubstr("record 1"), HasSubstr("100x51 pixels")));
}

TEST_F(ImageLimitsTool, OnlyRegularFilesAreOpenedAsImages) {
  WriteFile(dir_ / "in/sound.jpg", MakeJpeg({40, 30}));
  const auto path = [&](const std::string& name) { return (dir_ / ("in/" + name)).string(); };
  ASSERT_EQ(::mkfifo(path("pipe.jpg").c_str(), 0600), 0);
  ASSERT_EQ(::mkdir(path("folder.jpg").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("/dev/zero", path("device.jpg").c_str()), 0);
  ASSERT_EQ(::symlink("pipe.jpg", path("link.jpg").c_str()), 0);
  ASSERT_EQ(::symlink("sound.jpg", path("good_link.jpg").c_str()), 0);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  path("socket.jpg").copy(address.sun_path, sizeof(address.sun_path) - 1);
  const bool bound =
      ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(socket);
  WriteList({"sound.jpg", "pipe.jpg", "folder.jpg", "device.jpg", "link.jpg", "good_link.jpg",
             "socket.jpg"});
  for (const Arguments& arguments : {Arguments{}, Arguments{"--pass-through"}}) {
    const ProcessResult result = Pack(arguments);
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_THAT(
        result.err,
        AllOf(HasSubstr("set.lst:2: skipped pipe.jpg: not a regular file: it is a named pipe"),
              HasSubstr("folder.jpg: not a regular file: it is a folder"),
              HasSubstr("device.jpg: not a regular file: it is a device"),
              HasSubstr("link.jpg: not a regular file: it is a named pipe"),
              HasSubstr("2 records")));
    if (bound) {
      EXPECT_THAT(result.err, HasSubstr("socket.jpg: not a regular file: it is a socket"));
    }
  }
}

// A writer that waits at the other end of a pipe keeps waiting: the pipe was not opened.
TEST_F(ImageLimitsTool, APipeIsNotEvenOpened) {
  WriteFile(dir_ / "in/sound.jpg", MakeJpeg({40, 30}));
  const std::string pipe = dir_ / "in/pipe.jpg";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  WriteList({"sound.jpg", "pipe.jpg"});
  bool met_a_reader = true;
  const ProcessResult result =
      RunTool("im2rec", {"--num-thread", "1", dir_ / "set.lst", dir_ / "in"},
              {.before_exec = [] { ::alarm(30); },
               .meanwhile =
                   [&](int) {
                     // Fails as long as nobody has the pipe open for reading.
                     met_a_reader = false;
                     for (int i = 0; i < 200 && !met_a_reader; ++i) {
                       const int end = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK);
                       if (end >= 0) {
                         met_a_reader = true;
                         ::close(end);
                       }
                       ::usleep(1000);
                     }
                   }});
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_FALSE(met_a_reader);
}

TEST_F(ImageLimitsTool, Voc2LstDoesNotWaitForAPipe) {
  WriteVocSample(dir_ / "voc", "1", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  WriteVocXml(dir_ / "voc", "2", {100, 50}, {VocObjectXml("dog", 1, 1, 50, 25)});
  ASSERT_EQ(::mkfifo((dir_ / "voc/JPEGImages/2.jpg").c_str(), 0600), 0);
  const ProcessResult result =
      RunTool("voc2lst", {(dir_ / "voc").string(), "-o", (dir_ / "out.lst").string()},
              {.before_exec = [] { ::alarm(30); }});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("Annotations/2.xml"));
}

// Sparse, so that they cost no disk.
TEST_F(ImageLimitsTool, LargeFilesAreLookedAtBeforeTheyAreRead) {
  WriteFile(dir_ / "in/sound.jpg", MakeJpeg({40, 30}));
  WriteFile(dir_ / "in/garbage.jpg", std::string(1000, 'g'));
  WriteFile(dir_ / "in/huge.jpg", MakeJpeg({40, 30}));
  WriteFile(dir_ / "in/large.raw", MakeRawBomb({.width = 1 << 14, .height = (1 << 14) + 1}));
  std::filesystem::resize_file(dir_ / "in/garbage.jpg", std::uint64_t{1} << 30);
  std::filesystem::resize_file(dir_ / "in/huge.jpg", std::uint64_t{1} << 40);
  std::filesystem::resize_file(dir_ / "in/large.raw", std::uint64_t{1} << 30);
  WriteList({"sound.jpg"});
  const ProcessResult idle = Pack({"--pass-through"});
  WriteList({"sound.jpg", "garbage.jpg", "huge.jpg", "large.raw"});
  const ProcessResult result = Pack({"--pass-through"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err,
              AllOf(testing::ContainsRegex("garbage.jpg: not a JPEG, PNG.* or RAW image"),
                    HasSubstr("huge.jpg: a file of 1099511627776 bytes, larger than any"),
                    HasSubstr("large.raw: ")));
  if (CanMeasureMemory()) {
    EXPECT_LT(result.peak_memory - idle.peak_memory, kMostBytes);
  }
}

}  // namespace
}  // namespace imrec::test
