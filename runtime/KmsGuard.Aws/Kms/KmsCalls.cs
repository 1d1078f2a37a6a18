using System.Security.Cryptography;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;

namespace KmsGuard.Aws.Kms;

/// <summary>Makes the calls for one logical key: with a time limit, watched, every fault translated, every plaintext wiped.</summary>
internal sealed class KmsCalls(string keyName, TimeSpan timeout, TimeProvider time)
{
    internal TimeProvider Time => time;

    /// <summary>Makes one call and reads its answer.</summary>
    /// <param name="operation">As for <see cref="KekOperation.Start"/>; <see langword="null"/> for a call that uses no key.</param>
    /// <param name="key">The ARN or alias of the key asked for, for messages.</param>
    /// <param name="call">The call.</param>
    /// <param name="read">Takes from the answer what is needed, in copies, or throws as this method does.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="CiphertextAuthenticationException">The key refused the ciphertext.</exception>
    /// <exception cref="KmsGuard.KeyUnavailableException">The key could not be used.</exception>
    internal async Task<TResult> MakeAsync<TAnswer, TResult>(string? operation, string key, Func<CancellationToken, Task<TAnswer>> call, Func<TAnswer, TResult> read, CancellationToken cancellationToken)
        where TAnswer : AmazonWebServiceResponse
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var watched = operation is null ? null : KekOperation.Start("aws-kms", operation, keyName);
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Task<TAnswer>? answering = null;
        try
        {
            answering = call(either.Token);
            // A client that does not heed its token, as while it fetches credentials, must not hold the caller.
            await answering.WaitAsync(either.Token).ConfigureAwait(false);
            var result = read(answering.Result);
            watched?.Succeeded();
            return result;
        }
        catch (CiphertextAuthenticationException)
        {
            watched?.Refused();
            throw;
        }
        catch (KmsGuard.KeyUnavailableException unavailable)
        {
            watched?.Failed(unavailable.Reason);
            throw;
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KmsFault.Of(exception) is not { } fault)
                throw;
            if (fault.Reason is not { } reason)
            {
                watched?.Refused();
                throw new CiphertextAuthenticationException();
            }
            watched?.Failed(reason);
            throw new KmsGuard.KeyUnavailableException(reason, $"{Describe(key)} {fault.Meaning} ({Details(exception)}).", exception);
        }
        finally
        {
            // Also of an answer that comes after everybody has gone.
            _ = answering?.ContinueWith(static answered => Wipe(answered), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Another key answered than the one asked for: AWS KMS does not do that.</summary>
    internal KmsGuard.KeyUnavailableException WrongAnswer(string key, string? answered) =>
        BadAnswer(key, KmsKeyArn.TryParse(answered, out var arn) ? $"came from {arn.Text}" : "names no key");

    /// <summary>An answer that AWS KMS does not give.</summary>
    internal KmsGuard.KeyUnavailableException BadAnswer(string key, string what) =>
        new(KeyUnavailableReason.NotFound, $"{Describe(key)} was asked, and the answer {what}: that is not AWS KMS, or something changes its answers on the way. Nothing was encrypted. Check the client's endpoint and proxy.");

    internal string Describe(string key) => $"The AWS KMS key for '{keyName}' ({key})";

    private static string Details(Exception exception) =>
        exception is AmazonServiceException { RequestId: { Length: > 0 } requestId }
            ? $"{KmsFault.CodeOf(exception)}, request id {requestId}"
            : KmsFault.CodeOf(exception);

    private static void Wipe<TAnswer>(Task<TAnswer> answered)
    {
        if (!answered.IsCompletedSuccessfully)
        {
            _ = answered.Exception;      // seen, so that it is no unobserved exception of the application
            return;
        }
        var plaintext = answered.Result switch
        {
            GenerateDataKeyResponse generated => generated.Plaintext,
            DecryptResponse decrypted => decrypted.Plaintext,
            _ => null,
        };
        if (plaintext is null)
            return;
        if (plaintext.TryGetBuffer(out var buffer))
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
        else if (plaintext.CanWrite)
        {
            // A stream that keeps its buffer to itself, such as a fake client's, can be written over.
            plaintext.Position = 0;
            for (var left = plaintext.Length; left > 0; left--)
                plaintext.WriteByte(0);
        }
    }
}
