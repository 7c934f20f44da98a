using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActorNet.Testing;

/// <summary>One direction of a <see cref="Cable"/>.</summary>
internal sealed partial class CablePump
{
    private const int LongestFrame = 65536;
    private const int PollIn = 1;
    private const int Interrupted = 4; // EINTR
    private const int InputOutputError = 5; // EIO: the device is down.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle from;
    private readonly SafeFileHandle to;
    private readonly Func<CableManners> manners;
    private readonly PriorityQueue<byte[], long> underWay = new();
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isStopping;

    public CablePump(SafeFileHandle from, SafeFileHandle to, Func<CableManners> manners)
    {
        (this.from, this.to, this.manners) = (from, to, manners);
        thread = new Thread(Pump) { IsBackground = true, Name = "cable" };
        thread.Start();
    }

    /// <summary>Ends it. The ends stay open: the other direction uses them too.</summary>
    public Task StopAsync()
    {
        isStopping = true;
        return ended.Task;
    }

    private void Pump()
    {
        var frame = new byte[LongestFrame];
        while (!isStopping)
        {
            Deliver();
            if (HasInput(Wait()) && Read(from, frame, LongestFrame) is > 0 and var length)
            {
                Take(frame.AsSpan(0, (int)length));
            }
        }

        ended.SetResult();
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var arrival in manners().Arrivals(Random.Shared))
        {
            underWay.Enqueue(frame.ToArray(), now + (long)(arrival.TotalSeconds * Stopwatch.Frequency));
        }
    }

    private void Deliver()
    {
        while (underWay.TryPeek(out var frame, out var due) && due <= Stopwatch.GetTimestamp())
        {
            underWay.Dequeue();
            Check(Write(to, frame, frame.Length));
        }
    }

    private TimeSpan Wait()
    {
        if (!underWay.TryPeek(out _, out var due))
        {
            return LongestWait;
        }

        var left = TimeSpan.FromSeconds((due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestWait ? left : LongestWait;
    }

    private bool HasInput(TimeSpan wait)
    {
        var poll = new PollDescriptor { Descriptor = (int)from.DangerousGetHandle(), Events = PollIn };
        return Check(Poll(ref poll, 1, (int)Math.Ceiling(wait.TotalMilliseconds))) > 0;
    }

    private static nint Check(nint result) => result >= 0 || Marshal.GetLastPInvokeError() is Interrupted or InputOutputError
        ? result
        : throw new Win32Exception(Marshal.GetLastPInvokeError(), "a cable broke");

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(SafeFileHandle descriptor, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(SafeFileHandle descriptor, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
