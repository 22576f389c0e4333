#include "tests/trust/damage_judge.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <ios>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include <imrec/error.h>
#include <imrec/record_shard.h>

#include "reader/tool/command.h"
#include "tests/support/files.h"
#include "tests/trust/largest_allocation.h"

namespace imrec::test {
namespace {

namespace fs = std::filesystem;

// Parses a command of imrec. The function that is returned runs it in this process, any number of
// times, and returns its exit code.
std::function<int()> ParseCommand(tool::Command (*add)(CLI::App&), std::vector<std::string> words) {
  const auto app = std::make_shared<CLI::App>();
  const tool::Command command = add(*app);
  std::ranges::reverse(words);
  app->parse(std::move(words));
  return [app, run = command.run] {
    try {
      return run();
    } catch (const Error&) {
      return 2;
    }
  };
}

// The comparison of vectors of bytes is no call of memcmp() in all libraries.
bool AreEqual(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

// Writes one byte of a file that is there.
void WriteByte(const fs::path& path, std::size_t offset, std::byte byte) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(static_cast<char>(byte));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

Outcome MakeOutcome(std::uint64_t records, std::uint64_t right, std::uint64_t wrong,
                    bool complained) {
  Outcome outcome{.lost = records - std::min(right, records)};
  if (wrong > 0) {
    outcome.verdict = Verdict::kWrong;
  } else if (complained) {
    outcome.verdict = Verdict::kReported;
  } else if (outcome.lost > 0) {
    outcome.verdict = Verdict::kMissing;
  }
  return outcome;
}

}  // namespace

DamageJudge::DamageJudge(const SweptSet& set, fs::path folder, bool unchecked_repair)
    : set_(set), folder_(std::move(folder)), unchecked_repair_(unchecked_repair) {
  for (const auto& [name, contents] : set_.files) WriteFile(folder_ / name, contents);
  verify_ = ParseCommand(tool::AddVerify, {"verify", "--quiet", folder_ / "set"});
  repair_ = ParseCommand(tool::AddRepair,
                         {"repair", "--quiet", RecordPath(), "-o", folder_ / "saved" / "set.rec"});
}

fs::path DamageJudge::RecordPath() const {
  return folder_ / (set_.files.contains("set.rec") ? "set.rec" : "set.rec.zst");
}

Outcome DamageJudge::Read(const fs::path& path, bool checked) const {
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;
  bool complained = false;
  try {
    const RecordShard shard(path, {.check_checksums = checked});
    complained = !shard.notice().empty();
    std::vector<std::byte> payload;
    for (std::uint64_t i = 0; i < shard.size(); ++i) {
      try {
        shard.Read(i, payload);
        const auto written = set_.payloads.find(shard.key(i));
        const bool is_right = written != set_.payloads.end() && AreEqual(written->second, payload);
        ++(is_right ? right : wrong);
      } catch (const Error&) {
        complained = true;
      }
    }
  } catch (const Error&) {
    complained = true;
  }
  return MakeOutcome(set_.payloads.size(), right, wrong, complained);
}

Outcome DamageJudge::Verify() const {
  const int code = verify_();
  return {.verdict = code == 0 ? Verdict::kWhole : Verdict::kReported};
}

Outcome DamageJudge::Repair() const {
  const fs::path output = folder_ / "saved";
  fs::remove_all(output);
  const int code = repair_();
  if (code == 2) return {.verdict = Verdict::kReported, .lost = set_.payloads.size()};
  Outcome outcome = Read(output / "set.rec", true);
  if (outcome.verdict != Verdict::kWrong && code == 1) outcome.verdict = Verdict::kReported;
  return outcome;
}

Outcome DamageJudge::RepairUnchecked() const {
  fs::rename(folder_ / "set.crc", folder_ / "crc.away");
  const Outcome outcome = Repair();
  fs::rename(folder_ / "crc.away", folder_ / "set.crc");
  return outcome;
}

void DamageJudge::Write(const std::string& file, const DamageCase& damage) const {
  const std::vector<std::byte>& whole = set_.files.at(file);
  if (damage.kind == DamageKind::kFlip) {
    const std::byte mask = std::byte{1} << damage.bit;
    return WriteByte(folder_ / file, damage.begin, whole[damage.begin] ^ mask);
  }
  WriteFile(folder_ / file, Damaged(whole, damage));
}

void DamageJudge::Restore(const std::string& file, const DamageCase& damage) const {
  const std::vector<std::byte>& whole = set_.files.at(file);
  if (damage.kind == DamageKind::kFlip) {
    return WriteByte(folder_ / file, damage.begin, whole[damage.begin]);
  }
  WriteFile(folder_ / file, whole);
}

CaseOutcome DamageJudge::Judge(const std::string& file, const DamageCase& damage) {
  Write(file, damage);
  TakeLargestAllocation();
  CaseOutcome outcome;
  const auto keep = [&](Operation operation, Outcome result) {
    outcome.operations[static_cast<std::size_t>(operation)] = result;
  };
  keep(Operation::kRead, Read(RecordPath(), false));
  keep(Operation::kReadChecked, Read(RecordPath(), true));
  keep(Operation::kVerify, Verify());
  keep(Operation::kRepair, Repair());
  if (unchecked_repair_) keep(Operation::kRepairUnchecked, RepairUnchecked());
  outcome.largest_allocation = TakeLargestAllocation();
  Restore(file, damage);
  return outcome;
}

std::string BrokenPromise(const SweptSet& set, const std::string& file, const DamageCase& damage,
                          const CaseOutcome& outcome, std::size_t limit) {
  if (damage.kind != DamageKind::kFlip &&
      AreEqual(Damaged(set.files.at(file), damage), set.files.at(file))) {
    return {};
  }
  if (outcome.largest_allocation > limit) {
    return "an allocation of " + std::to_string(outcome.largest_allocation) + " bytes";
  }
  const Outcome& checked = outcome.of(Operation::kReadChecked);
  const Outcome& verify = outcome.of(Operation::kVerify);
  const Outcome& repair = outcome.of(Operation::kRepair);
  // The key of a record is in the index alone, which has no checksum.
  const bool may_have_other_key = file == "set.idx";
  if (checked.verdict == Verdict::kWrong && !may_have_other_key) {
    return "a wrong record came in spite of checksums";
  }
  if (checked.verdict == Verdict::kMissing) return "records are missing in spite of checksums";
  if (repair.verdict == Verdict::kWrong && !may_have_other_key) {
    return "repair has saved a wrong record";
  }
  if (repair.verdict == Verdict::kMissing) return "repair has lost records and does not say so";
  if (verify.verdict == Verdict::kWhole) {
    if (file == "set.rec") return "verify has found nothing";
    if (file != "set.manifest.json" && outcome.of(Operation::kRead).verdict != Verdict::kWhole) {
      return "verify has found nothing, but reading goes wrong";
    }
  }
  if (file == "set.crc" && repair.lost > 1) return "repair has lost sound records";
  const bool in_frame = file == "set.rec.zst" && damage.begin < set.frames_end;
  const std::size_t may_lose = in_frame ? set.frame_records : 1;
  if ((file == "set.rec" || in_frame) && damage.kind == DamageKind::kFlip &&
      repair.lost > may_lose) {
    return "repair has lost " + std::to_string(repair.lost) + " records";
  }
  return {};
}

}  // namespace imrec::test
