#include "im2rec/tool/report/pack_summary.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "im2rec/tool/arguments/arguments.h"
#include "recordio/console/console.h"
#include "recordio/console/output_place.h"

namespace imrec::tool {
namespace {

constexpr std::size_t kShownLists = 5;  // if there are several

std::string Describe(const Totals& totals) {
  std::array<char, 64> speed;
  std::snprintf(speed.data(), speed.size(), "%.1f images/s, %.2f s", totals.Rate(), totals.seconds);
  return console::Counted(totals.records, "record") + ", " + console::HumanBytes(totals.bytes) +
         ", " + speed.data() + ", " + console::WithThousands(totals.skipped) + " skipped";
}

// MXNet's im2rec replaces a data set without a message.
std::string Describe(const ReplacedSet& replaced) {
  const std::string records =
      replaced.records ? " with " + console::Counted(*replaced.records, "record") : "";
  return "replaced the set of " + console::DateTime(replaced.written) + records;
}

std::string NameOf(const PackedList& packed) {
  const std::string name = packed.record_path.string();
  return packed.shards > 1 ? name + ", " + std::to_string(packed.shards) + " shards" : name;
}

std::string DescribeComplete(const PackedList& packed) {
  return packed.objects.empty() ? "is already complete, nothing to do"
                                : "was already packed, and is now complete";
}

// Prints a warning if nothing was packed.
void SayNothingPacked(const PackedList& packed) {
  const std::string why =
      packed.totals.skipped > 0 ? "no image could be packed" : "the list is empty";
  console::Say(kToolName, packed.list + ": " + why + "; " + packed.record_path.filename().string() +
                              " is not written");
}

bool IsEmpty(const PackedList& packed) {
  return packed.totals.records == 0 && !packed.was_complete;
}

// Prints how the images of this run were packed.
void SayEncoding(std::uint64_t images, std::uint64_t kept_bytes) {
  const std::string kept = console::WithThousands(kept_bytes) + " as they are";
  const std::string encoded = console::WithThousands(images - kept_bytes) + " re-encoded";
  console::Say(kToolName, "  images: " + (kept_bytes == images ? kept
                                          : kept_bytes == 0    ? encoded
                                                               : kept + ", " + encoded));
}

void SayReasons(const std::vector<SkipReason>& reasons) {
  constexpr std::size_t kShown = 6;
  for (std::size_t i = 0; i < std::min(reasons.size(), kShown); ++i) {
    std::array<char, 32> count;
    std::snprintf(count.data(), count.size(), "  skipped %8s  ",
                  console::WithThousands(reasons[i].count).c_str());
    console::Say(kToolName, count.data() + Describe(reasons[i]));
  }
  if (reasons.size() > kShown) {
    console::Say(kToolName,
                 "  and for " + console::Counted(reasons.size() - kShown, "more reason"));
  }
}

void SayMisnamed(std::uint64_t misnamed) {
  if (misnamed == 0) return;
  const char* rest = misnamed == 1
                         ? " has the extension of another format; it is read by its content"
                         : " have the extension of another format; they are read by their content";
  console::Say(kToolName, console::Counted(misnamed, "image") + rest);
}

void SayResumed(std::uint64_t resumed) {
  if (resumed == 0) return;
  console::Say(kToolName, console::Counted(resumed, "record") + " kept from the interrupted run");
}

void SayOnlyList(const PackedList& packed) {
  const std::string name = NameOf(packed);
  if (packed.was_complete) {
    console::Say(kToolName, name + ": " + DescribeComplete(packed));
    return;
  }
  console::Say(kToolName, name + ": " + Describe(packed.totals));
  SayEncoding(packed.images(), packed.kept_bytes);
  SayReasons(packed.reasons);
  if (packed.replaced) console::Say(kToolName, name + ": " + Describe(*packed.replaced));
  SayMisnamed(packed.misnamed);
  SayResumed(packed.resumed);
}

}  // namespace

void PackSummary::Add(const PackedList& packed) {
  const Totals& totals = packed.totals;
  complete_ = complete_ && totals.records > 0 && totals.skipped == 0 && packed.bad_labels == 0 &&
              packed.lines_without_boxes == 0;
  json_.push_back(ToJson(packed));
  sum_.Add(totals);
  images_ += packed.images();
  kept_bytes_ += packed.kept_bytes;
  misnamed_ += packed.misnamed;
  resumed_ += packed.resumed;
  replaced_ += packed.replaced ? 1 : 0;
  if (mismatches_.images == 0 && packed.frame_mismatches.images > 0) {
    mismatches_ = packed.frame_mismatches;
    mismatched_list_ = packed.list;
  } else {
    mismatches_.images += packed.frame_mismatches.images;
  }
  AddSkipReasons(packed.reasons, packed.list, reasons_);
  if (lists_ > 1) {
    SayOneOfMany(packed);
  } else if (IsEmpty(packed)) {
    SayNothingPacked(packed);
  } else if (!quiet_) {
    SayOnlyList(packed);
  }
}

void PackSummary::SayOneOfMany(const PackedList& packed) {
  const bool is_shown = json_.size() <= kShownLists;
  if (IsEmpty(packed)) {
    if (is_shown) return SayNothingPacked(packed);
    empty_not_shown_.push_back(packed.list);
    return;
  }
  if (!is_shown || quiet_) return;
  const std::string what = packed.was_complete ? DescribeComplete(packed) : Describe(packed.totals);
  const std::string replaced = packed.replaced ? ", " + Describe(*packed.replaced) : "";
  console::Say(kToolName, NameOf(packed) + ": " + what + replaced);
}

void PackSummary::SayEnd() const {
  if (lists_ > 1) SayTotal();
  if (mismatches_.images > 0) SayMismatches();
}

// The boxes are still in the frame that images have by default.
void PackSummary::SayMismatches() const {
  const bool is_one = mismatches_.images == 1;
  const std::string images =
      console::Counted(mismatches_.images, "image") + " with boxes " + (is_one ? "was " : "were ");
  const std::string what =
      mismatches_.option == "--exif all"
          ? "turned by --exif all, " + std::string(is_one ? "its" : "their") + " boxes were not"
          : "not turned upright because of " + mismatches_.option +
                ", but their boxes are expected to be those of upright images";
  const std::string list = lists_ > 1 ? mismatched_list_ + ", " : "";
  console::Say(kToolName, images + what + " (first: " + list + "line " +
                              std::to_string(mismatches_.line) + ", " + mismatches_.path + ")");
}

void PackSummary::SayTotal() const {
  if (!empty_not_shown_.empty()) {
    console::Say(kToolName, "nothing was packed from " +
                                console::Counted(empty_not_shown_.size(), "more list") +
                                " (first: " + empty_not_shown_.front() + ")");
  }
  if (quiet_) return;
  const bool cut = json_.size() > kShownLists;
  if (cut) {
    console::Say(kToolName, "and " + console::Counted(json_.size() - kShownLists, "more list"));
  }
  console::Say(kToolName, "total: " + Describe(sum_));
  if (images_ > 0) SayEncoding(images_, kept_bytes_);
  SayReasons(reasons_);
  if (cut && replaced_ > 0) {
    console::Say(kToolName, "replaced " + console::Counted(replaced_, "set"));
  }
  SayMisnamed(misnamed_);
  SayResumed(resumed_);
}

void PackSummary::Print() const {
  nlohmann::json report = ToJson(sum_);
  report["lists"] = json_;
  PrintJson(report);
}

int PackSummary::ExitCode() const {
  if (sum_.records == 0) return console::kExitNothing;
  return complete_ ? console::kExitDone : console::kExitPartly;
}

}  // namespace imrec::tool
