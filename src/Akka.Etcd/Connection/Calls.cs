using Akka.Etcd.Configuration;
using Akka.Etcd.Errors;
using Akka.Event;
using Grpc.Core;

namespace Akka.Etcd.Connection;

/// <summary>Makes calls to whichever member is used, and draws the conclusions from how they end.</summary>
internal sealed class Calls : IAsyncDisposable
{
    private static readonly TimeSpan MinBackOff = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxBackOff = TimeSpan.FromMilliseconds(250);

    private readonly EtcdConnectionSettings settings;
    private readonly TimeProvider time;
    private readonly Credentials credentials;
    private readonly MemberSelector selector;

    public Calls(EtcdConnectionSettings settings, TimeProvider time, ILoggingAdapter log)
    {
        (this.settings, this.time) = (settings, time);
        credentials = new Credentials(settings.Username, settings.Password);
        selector = new MemberSelector(settings, time, log);
    }

    /// <summary>The member in use.</summary>
    public MemberConnection Current => selector.Current;

    /// <summary>Sends a call once: tried on other members only as long as no connection could be made for it.</summary>
    /// <exception cref="EtcdRefusedException">It was refused and nothing of it was done.</exception>
    /// <exception cref="EtcdOutcomeUnknownException">No answer came in time.</exception>
    public async Task<T> OnceAsync<T>(Func<MemberConnection, CallOptions, Task<T>> call, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        for (var backOff = MinBackOff; ; backOff = Longer(backOff))
        {
            try
            {
                return await AttemptAsync(call, settings.CallTimeout - time.GetElapsedTime(begin), cancellation).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(selector.IsStopped && failure.IsUnsent(), typeof(EtcdConnection));
                if (failure.IsRefusal())
                {
                    throw failure.ToRefusal();
                }

                if (!failure.IsUnsent() || time.GetElapsedTime(begin) + backOff >= settings.CallTimeout)
                {
                    var what = failure.IsUnsent() ? "etcd cannot be reached" : "etcd did not say whether it was done";
                    throw new EtcdOutcomeUnknownException($"{what}: {failure.Explain()}", failure);
                }
            }

            await DelayAsync(backOff, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a call again and again until it is known what became of it.</summary>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    public async Task<T> UntilKnownAsync<T>(Func<MemberConnection, CallOptions, Task<T>> call, CancellationToken cancellation)
    {
        for (var backOff = MinBackOff; ; backOff = Longer(backOff))
        {
            try
            {
                return await OnceAsync(call, cancellation).ConfigureAwait(false);
            }
            catch (EtcdOutcomeUnknownException)
            {
                await DelayAsync(backOff, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends a call until it is answered, to all members in turn.</summary>
    /// <exception cref="EtcdRefusedException">It was refused.</exception>
    /// <exception cref="EtcdUnavailableException">No member answered within <see cref="EtcdConnectionSettings.ReadTimeout"/>.</exception>
    public async Task<T> UntilAnsweredAsync<T>(Func<MemberConnection, CallOptions, Task<T>> call, CancellationToken cancellation)
    {
        var begin = time.GetTimestamp();
        for (var backOff = MinBackOff; ; backOff = Longer(backOff))
        {
            try
            {
                var left = settings.ReadTimeout - time.GetElapsedTime(begin);
                return await AttemptAsync(call, left < settings.CallTimeout ? left : settings.CallTimeout, cancellation).ConfigureAwait(false);
            }
            catch (RpcException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(selector.IsStopped, typeof(EtcdConnection));
                if (failure.IsRefusal() || failure.IsOutOfSpace())
                {
                    throw failure.ToRefusal();
                }

                if (time.GetElapsedTime(begin) + backOff >= settings.ReadTimeout)
                {
                    throw new EtcdUnavailableException($"no etcd member answered within {settings.ReadTimeout.TotalSeconds} s: {failure.Explain()}", failure);
                }
            }

            await DelayAsync(backOff, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Turns to the member in use; it is probed for as long as anybody waits for it, so dispose of what this gives.</summary>
    public Exchange Open(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(selector.IsStopped, typeof(EtcdConnection));
        return new Exchange(selector, credentials, cancellation);
    }

    public ValueTask DisposeAsync() => selector.DisposeAsync();

    /// <summary>Waits between tries, for a time that many callers do not have in common.</summary>
    public Task DelayAsync(TimeSpan backOff, CancellationToken cancellation) =>
        Task.Delay(backOff * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellation);

    /// <summary>One call to the present member; twice when it does not know our token any more, which it says before it does anything.</summary>
    private async Task<T> AttemptAsync<T>(Func<MemberConnection, CallOptions, Task<T>> call, TimeSpan within, CancellationToken cancellation)
    {
        using var exchange = Open(cancellation);
        var deadline = DateTime.UtcNow + within;
        for (var isFirst = true; ; isFirst = false)
        {
            var headers = await exchange.SignInAsync(deadline).ConfigureAwait(false);
            try
            {
                return await exchange.AskAsync(() => call(exchange.Member, new CallOptions(headers, deadline, exchange.Cancellation))).ConfigureAwait(false);
            }
            catch (RpcException failure) when (isFirst && failure.IsStaleToken() && credentials.Forget(headers))
            {
            }
        }
    }

    private static TimeSpan Longer(TimeSpan backOff) => TimeSpan.FromTicks(Math.Min(backOff.Ticks * 2, MaxBackOff.Ticks));
}
