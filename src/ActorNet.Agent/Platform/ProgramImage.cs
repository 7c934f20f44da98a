using System.Runtime.InteropServices;

namespace ActorNet.Agent.Platform;

/// <summary>
/// The program's own file in memory (elf(5)). Much of it is read at the start only: what types and strings are made of, the code that reads options and makes the parts. Those pages are
/// clean and can be had from the file again, but count as this process's until the machine runs short of memory.
/// </summary>
internal static partial class ProgramImage
{
    private const nuint HeadersAddress = 3; // AT_PHDR, linux/auxvec.h
    private const nuint HeaderCount = 5; // AT_PHNUM
    private const uint Load = 1; // PT_LOAD, linux/elf.h
    private const uint Headers = 6; // PT_PHDR
    private const uint Writable = 2; // PF_W
    private const int DontNeed = 4; // MADV_DONTNEED, asm-generic/mman-common.h

    /// <summary>
    /// Gives all pages back of which this process cannot have a version of its own. The ones that are needed come back by themselves, from the kernel's cache of the file, some at a time.
    /// </summary>
    /// <returns>Of how many bytes.</returns>
    public static unsafe nuint Release()
    {
        var address = GetAuxiliaryValue(HeadersAddress);
        var given = (nuint)0;
        foreach (var (start, length) in ReadOnlyParts(new ReadOnlySpan<ProgramHeader>((void*)address, (int)GetAuxiliaryValue(HeaderCount)), address, (nuint)Environment.SystemPageSize))
        {
            if (Advise(start, length, DontNeed) == 0)
                given += length;
        }

        return given;
    }

    /// <summary>Whole pages of what is loaded and was never writable: relocations are written elsewhere.</summary>
    /// <param name="headers">The program's headers.</param>
    /// <param name="address">Where they are in memory.</param>
    /// <param name="pageSize">The size of a page, in bytes.</param>
    internal static IReadOnlyList<(nuint Start, nuint Length)> ReadOnlyParts(ReadOnlySpan<ProgramHeader> headers, nuint address, nuint pageSize)
    {
        nuint? bias = null;
        var parts = new List<(nuint, nuint)>();
        foreach (var header in headers)
        {
            if (header.Type == Headers)
                bias = address - (nuint)header.Address;
            if (header.Type != Load || (header.Flags & Writable) != 0 || bias is not { } offset)
                continue;

            var start = offset + ((nuint)header.Address & ~(pageSize - 1));
            var end = offset + (nuint)(header.Address + header.MemorySize);
            parts.Add((start, (end - start + pageSize - 1) & ~(pageSize - 1)));
        }

        return parts;
    }

    [LibraryImport("libc", EntryPoint = "getauxval")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint GetAuxiliaryValue(nuint type);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nuint address, nuint length, int advice);

    /// <summary>Elf64_Phdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ProgramHeader
    {
        public uint Type;
        public uint Flags;
        public ulong Offset;
        public ulong Address;
        public ulong PhysicalAddress;
        public ulong FileSize;
        public ulong MemorySize;
        public ulong Alignment;
    }
}
