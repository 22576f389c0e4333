#include "image/jpeg/jpeg_mcus.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "image/jpeg/jpeg_mcus.cc"
#include <hwy/foreach_target.h>
// Must come after foreach_target.h. It is included once per target.
#include <hwy/highway.h>

// There is no vector code here. Newer targets have faster shifts by a variable number of bits.
HWY_BEFORE_NAMESPACE();
namespace imrec::jpeg::HWY_NAMESPACE {

HWY_INLINE bool SkipMcu(const McuScan& scan, BitReader& bits) {
  for (McuComponent& component : scan.components) {
    for (int i = 0; i < component.blocks_across * component.blocks_down; ++i) {
      if (!SkipBlock(bits, *component.dc, *component.ac, component.last_dc)) return false;
    }
  }
  return true;
}

// Reads the MCU in `row` and `column` of McuScan::shown.
HWY_INLINE bool ReadMcu(const McuScan& scan, int row, int column, BitReader& bits) {
  for (McuComponent& component : scan.components) {
    const int size = component.block_size;
    for (int y = 0; y < component.blocks_down; ++y) {
      std::array<JSAMPROW, DCTSIZE> rows;
      const int top = (row * component.blocks_down + y) * size;
      for (int r = 0; r < size; ++r) {
        rows[static_cast<std::size_t>(r)] = component.samples.row(top + r).data();
      }
      for (int x = 0; x < component.blocks_across; ++x) {
        const BlockState state =
            ReadBlock(bits, *component.dc, *component.ac, component.last_dc, *scan.block);
        if (state == BlockState::kDamaged) return false;
        const int left = (column * component.blocks_across + x) * size;
        component.inverse_dct(scan.info, component.info, scan.block->values.data(), rows.data(),
                              static_cast<JDIMENSION>(left));
        if (state == BlockState::kTextured) scan.block->Clear();
      }
    }
  }
  return true;
}

bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits) {
  for (McuComponent& component : scan.components) component.last_dc = 0;
  const PixelWindow& shown = scan.shown;
  auto row = static_cast<int>(range.begin / scan.across);
  auto column = static_cast<int>(range.begin % scan.across);
  for (std::int64_t mcu = range.begin; mcu < range.end; ++mcu) {
    if (bits.position() > scan.bytes->safe() && !scan.bytes->Extend(bits.position())) return false;
    const bool is_shown = row >= shown.top && column >= shown.left && column < shown.right;
    if (!(is_shown ? ReadMcu(scan, row - shown.top, column - shown.left, bits)
                   : SkipMcu(scan, bits))) {
      return false;
    }
    if (++column == scan.across) {
      column = 0;
      ++row;
    }
  }
  return true;
}

}  // namespace imrec::jpeg::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace imrec::jpeg {

static_assert(kMostMcuBlocks == D_MAX_BLOCKS_IN_MCU);

HWY_EXPORT(ReadMcus);

bool ReadMcus(const McuScan& scan, McuRange range, BitReader& bits) {
  return HWY_DYNAMIC_DISPATCH(ReadMcus)(scan, range, bits);
}

}  // namespace imrec::jpeg
#endif  // HWY_ONCE
